import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bundled, examples } from './readme.ts'

/** What the server of the README answers. */
async function served(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  assert.equal(new Headers(init?.headers).get('x-app'), 'readme')
  if (!String(input).includes('/call/')) return Response.json({ data: { user_profile: { name: 'Ada' } } })
  const { args } = JSON.parse(String(init?.body))
  if (!args.name) {
    const details = [{ path: ['name'], type: 'invalid', message: 'A name is needed.' }]
    return Response.json({ error: { code: 'VALIDATION_ERROR', message: 'No.', details } }, { status: 422 })
  }
  const refreshed = [{ context: 'user', params: { user_id: 5 }, data: { user_profile: { name: args.name } } }]
  return Response.json({ result: null, invalidate: [], refreshed })
}

test('the README’s program runs, and prints what the README says', async (context) => {
  const files = examples(new URL('../README.md', import.meta.url))
  context.mock.method(globalThis, 'fetch', served)
  const printed: string[] = []
  context.mock.method(console, 'log', (...words: unknown[]) => printed.push(words.join(' ')))
  const code = await bundled(files, 'program.js', {
    format: 'esm',
    alias: { 'mizan-client': new URL('../src/index.ts', import.meta.url).pathname },
  })
  await import(`data:text/javascript,${encodeURIComponent(code)}`)
  assert.equal(printed.join('\n'), files['text']?.trim())
})
