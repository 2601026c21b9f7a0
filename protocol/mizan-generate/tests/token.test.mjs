/** Tokens: what the option `token` of a config adds to a client, and what the client sends then. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { documentOf, STRING } from './compat-documents.mjs'
import { emitted, Project, testIn } from './project.mjs'

const ARGS = { type: 'object', properties: {}, required: [] }
const SHOP = documentOf({
  functions: { buy: { kind: 'call', args: ARGS, result: STRING } },
  csrf: { cookie: 'csrftoken', header: 'x-csrftoken' },
})

/** A folder with a server, and a config that says this beside its source. @param {object} further */
const folder = (further) =>
  new Project()
    .config({ source: { file: 'shop.json' }, output: 'api', ...further })
    .write('shop.json', JSON.stringify(SHOP))

testIn(
  'with token: true a client has a file that sends it, behind the one of the CSRF token',
  () => folder({ token: true }),
  (project) => {
    assert.equal(project.run().stderr, '')

    assert.match(project.read('api/token.js'), /^import \{ token \} from 'mizan-client\/token'\n\ntoken\(\)\n/m)
    assert.match(project.read('api/calls.js'), /^import '\.\/csrf\.js'\n(import '.+'\n)*import '\.\/token\.js'$/m)
  },
)

test('without it there is not a byte of it', async () => {
  const shop = documentOf({ functions: { buy: { kind: 'call', args: ARGS, result: STRING } } })
  for (const [name, text] of Object.entries(await emitted({ shop }))) assert.doesNotMatch(name + text, /token/i, name)
})

testIn(
  'the file goes when the config says so no more',
  () => folder({ token: true }),
  (project) => {
    project.run()
    assert.equal(project.has('api/token.js'), true)

    project.config({ source: { file: 'shop.json' }, output: 'api', token: false }).run()

    assert.equal(project.has('api/token.js'), false)
  },
)

testIn(
  'a token that is neither true nor false is refused with a sentence',
  () => folder({ token: 'Bearer' }),
  (project) => {
    assert.match(
      project.run().stderr,
      /token in mizan\.config\.mjs is "Bearer"\. Set it to true for a client that sends/,
    )
  },
)

test('a page asks for a token and sends it, and says nothing of it', async (context) => {
  const project = folder({ token: true, targets: [] })
  const here = mkdtempSync(fileURLToPath(new URL('.token-', import.meta.url)))
  context.after(() => {
    rmSync(here, { recursive: true })
    project.remove()
  })
  assert.equal(project.run().status, 0)
  for (const name of project.list('api')) writeFileSync(join(here, name), project.read(`api/${name}`))
  const { callBuy, configure } = await import(join(here, 'index.js'))
  const made = `e30.${Buffer.from('{"sub":"pk:5","iat":1,"exp":301}').toString('base64url')}.c2ln`
  /** @type {[string, string | null][]} */
  const sent = []
  configure({
    fetch: async (/** @type {any} */ url, /** @type {any} */ { headers }) => {
      sent.push([String(url), headers.get('authorization')])
      return Response.json(String(url).endsWith('/token') ? { token: made, expires: 301 } : { result: 'tea' })
    },
  })

  assert.equal(await callBuy(), 'tea')

  assert.deepEqual(sent, [
    ['/api/mizan/token', null],
    ['/api/mizan/call/buy', `Bearer ${made}`],
  ])
})
