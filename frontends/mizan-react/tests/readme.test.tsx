import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { defaultKernel } from 'mizan-client'
import { type ComponentType, createElement } from 'react'
import { bundled, examples } from '../../mizan-client/tests/readme.ts'
import * as source from '../src/index.ts'
import { click, stage } from './stage.tsx'

const require = createRequire(import.meta.url)

test('the README’s page loads once, and changes with the answer to its click', async (context) => {
  const asked: string[] = []
  context.mock.method(globalThis, 'fetch', async (input: RequestInfo | URL) => {
    asked.push(String(input))
    if (String(input).includes('/context/')) return Response.json({ data: { user_profile: { name: 'Ada' } } })
    const refreshed = [{ context: 'user', params: { user_id: 5 }, data: { user_profile: { name: 'Eve' } } }]
    return Response.json({ result: null, invalidate: [], refreshed })
  })
  context.after(() => defaultKernel().dispose())
  const page = new URL('../README.md', import.meta.url)
  const code = await bundled(examples(page), 'App.jsx', { format: 'cjs', packages: 'external' })
  const module = { exports: {} as { App: ComponentType } }
  const client = await import('mizan-client')
  const given: Record<string, unknown> = { 'mizan-react': source, 'mizan-client': client }
  new Function('require', 'module', code)((name: string) => given[name] ?? require(name), module)

  const on = await stage(createElement(module.exports.App), { bare: true })
  const passed = () => new Promise((done) => setTimeout(done, 5))
  await on.doing(passed)
  assert.equal(on.text(), 'AdaRename')
  await click(on, 'Rename')
  await on.doing(passed)
  assert.equal(on.text(), 'EveRename')
  assert.equal(asked.length, 2)
})
