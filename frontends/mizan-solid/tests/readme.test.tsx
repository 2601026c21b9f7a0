import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transformSync } from 'esbuild'
import * as client from 'mizan-client'
import * as solid from 'solid-js'
import * as web from 'solid-js/web'
import { examples } from '../../mizan-client/tests/readme.ts'
import * as source from '../src/index.ts'
import { compiled } from './jsx.mjs'
import { click, stage } from './stage.tsx'

test('the README’s page loads once, and changes with the answer to its click', async (context) => {
  const asked: string[] = []
  context.mock.method(globalThis, 'fetch', async (input: RequestInfo | URL) => {
    asked.push(String(input))
    if (String(input).includes('/context/')) return Response.json({ data: { user_profile: { name: 'Ada' } } })
    const refreshed = [{ context: 'user', params: { user_id: 5 }, data: { user_profile: { name: 'Eve' } } }]
    return Response.json({ result: null, invalidate: [], refreshed })
  })
  context.after(() => client.defaultKernel().dispose())
  const modules: Record<string, unknown> = {
    'mizan-solid': source,
    'mizan-client': client,
    'solid-js': solid,
    'solid-js/web': web,
  }
  const files = examples(new URL('../README.md', import.meta.url))
  for (const name of ['api.jsx', 'App.jsx']) modules[`./${name}`] = loaded(await compiled(files[name]!), modules)
  const { App } = modules['./App.jsx'] as { App: solid.Component }

  const on = await stage(() => <App />, { bare: true })
  const passed = () => new Promise((done) => setTimeout(done, 5))
  await on.doing(passed)
  assert.equal(on.text(), 'AdaRename')
  await click(on, 'Rename')
  await on.doing(passed)
  assert.equal(on.text(), 'EveRename')
  assert.equal(asked.length, 2)
})

/** Run a module that may import these. */
function loaded(code: string, modules: Record<string, unknown>): unknown {
  const module = { exports: {} }
  const { code: text } = transformSync(code, { format: 'cjs' })
  new Function('require', 'module', text)((name: string) => modules[name], module)
  return module.exports
}
