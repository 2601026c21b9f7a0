import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as client from 'mizan-client'
import type { Component } from 'svelte'
import { examples } from '../../mizan-client/tests/readme.ts'
import * as source from '../src/index.ts'
import { click, compiled, loaded, stage } from './stage.ts'

test('the README’s page loads once, and changes with the answer to its click', async (context) => {
  const asked: string[] = []
  context.mock.method(globalThis, 'fetch', async (input: RequestInfo | URL) => {
    asked.push(String(input))
    if (String(input).includes('/context/')) return Response.json({ data: { user_profile: { name: 'Ada' } } })
    const refreshed = [{ context: 'user', params: { user_id: 5 }, data: { user_profile: { name: 'Eve' } } }]
    return Response.json({ result: null, invalidate: [], refreshed })
  })
  context.after(() => client.defaultKernel().dispose())
  const files = examples(new URL('../README.md', import.meta.url))
  const modules: Record<string, unknown> = { 'mizan-svelte': source, 'mizan-client': client }
  modules['./api.js'] = loaded(files['api.js']!, modules)
  for (const name of ['Profile.svelte', 'Rename.svelte', 'App.svelte']) {
    modules[`./${name}`] = loaded(compiled(files[name]!), modules)['default']
  }

  const on = await stage(modules['./App.svelte'] as Component<Record<string, unknown>>, {}, { bare: true })
  const passed = () => new Promise((done) => setTimeout(done, 5))
  await on.doing(passed)
  assert.equal(on.text(), 'Ada Rename')
  await click(on, 'Rename')
  await on.doing(passed)
  assert.equal(on.text(), 'Eve Rename')
  assert.equal(asked.length, 2)
})
