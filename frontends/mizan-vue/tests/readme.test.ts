import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as client from 'mizan-client'
import { examples } from '../../mizan-client/tests/readme.ts'
import * as source from '../src/index.ts'
import { compiled, loaded } from './sfc.ts'
import { click, stage } from './stage.ts'

test('the README’s page loads once, and changes with the answer to its click', async (context) => {
  const asked: string[] = []
  context.mock.method(globalThis, 'fetch', async (input: RequestInfo | URL) => {
    asked.push(String(input))
    if (String(input).includes('/context/')) return Response.json({ data: { user_profile: { name: 'Ada' } } })
    const refreshed = [{ context: 'user', params: { user_id: 5 }, data: { user_profile: { name: 'Eve' } } }]
    return Response.json({ result: null, invalidate: [], refreshed })
  })
  context.after(() => client.defaultKernel().dispose())
  const page = document.body.appendChild(document.createElement('div'))
  page.id = 'app'
  const files = examples(new URL('../README.md', import.meta.url))
  const modules: Record<string, unknown> = { 'mizan-vue': source, 'mizan-client': client }
  for (const name of ['api.js', 'Profile.vue', 'Rename.vue', 'App.vue', 'main.js']) {
    const text = files[name]!
    modules[`./${name}`] = loaded(name.endsWith('.vue') ? compiled(text, name) : text, modules)
  }

  const on = await stage(() => '')
  const passed = () => new Promise((done) => setTimeout(done, 5))
  await on.doing(passed)
  assert.equal(page.textContent, 'AdaRename')
  await click(on, 'Rename')
  await on.doing(passed)
  assert.equal(page.textContent, 'EveRename')
  assert.equal(asked.length, 2)
})
