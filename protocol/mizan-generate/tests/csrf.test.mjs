/** The CSRF token: what becomes of a document that names one, for one server and for several, and what is sent then. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Problem } from '../generator/lib/problem.mjs'
import { generated } from '../golden/golden.mjs'
import { changes, documentOf, STRING, withCall } from './compat-documents.mjs'
import { emitted, Project, testIn } from './project.mjs'

const ARGS = { type: 'object', properties: {}, required: [] }
const DJANGO = { cookie: 'csrftoken', header: 'x-csrftoken' }

/** A document with one call. @param {string} name @param {unknown} [csrf] */
const serverOf = (name, csrf) =>
  documentOf({
    functions: { [name]: { kind: 'call', args: ARGS, result: STRING } },
    ...(csrf !== undefined && { csrf }),
  })

test('a client of a server that wants a token has a file that sends it', async () => {
  const files = await emitted({ shop: serverOf('buy', DJANGO) })

  assert.match(files['csrf.js'] ?? '', /^import \{ csrf \} from 'mizan-client\/csrf'$/m)
  assert.match(files['csrf.js'] ?? '', /^csrf\(\{ cookie: 'csrftoken', header: 'x-csrftoken' \}\)$/m)
  assert.match(files['calls.js'] ?? '', /^import '\.\/csrf\.js'$/m)
})

test('a client of a server that wants none has not a byte of it', async () => {
  for (const [name, text] of Object.entries(await emitted({ shop: serverOf('buy') })))
    assert.doesNotMatch(name + text, /csrf/i, name)
})

test('a name becomes a text, whatever it is made of', async () => {
  const files = await emitted({ shop: serverOf('buy', { cookie: "it's.`a`", header: "x-it's" }) })

  assert.match(files['csrf.js'] ?? '', /^csrf\(\{ cookie: 'it\\'s\.`a`', header: 'x-it\\'s' \}\)$/m)
})

/** @type {[string, unknown, RegExp][]} */
const DAMAGED = [
  ['null', null, /: csrf: null stands where an object should\.$/],
  ['a list', [], /: csrf: a list stands where an object should\.$/],
  ['no cookie', { header: 'x-token' }, /: csrf: its cookie is missing, which is no name of one\.$/],
  ['an empty cookie', { ...DJANGO, cookie: '' }, /its cookie is ""/],
  ['a cookie that is no text', { ...DJANGO, cookie: 5 }, /its cookie is 5/],
  ['two cookies', { ...DJANGO, cookie: 'a=1; b' }, /its cookie is "a=1; b"/],
  ['a line break behind the cookie', { ...DJANGO, cookie: 'a\n' }, /its cookie is "a\\n"/],
  ['no header', { cookie: 'token' }, /its header is missing/],
  ['two headers', { ...DJANGO, header: 'x-a: 1\r\nx-b' }, /its header is "x-a: 1\\r\\nx-b"/],
  ['a header in capitals', { ...DJANGO, header: 'X-CSRFToken' }, /its header is "X-CSRFToken", .* in lower case\.$/],
]

for (const [what, csrf, message] of DAMAGED) {
  test(`a document with ${what} is damaged`, async () => {
    await assert.rejects(
      emitted({ shop: serverOf('buy', csrf) }),
      (error) => error instanceof Problem && /damaged/.test(error.message) && message.test(error.message),
    )
  })
}

test('of several servers those that want a token agree, and others do not matter', async () => {
  const servers = { ai: serverOf('embed'), shop: serverOf('buy', DJANGO), blog: serverOf('post', DJANGO) }
  const { 'csrf.js': file } = await emitted(servers)

  assert.equal(file, (await emitted({ shop: serverOf('buy', DJANGO) }))['csrf.js'])
})

/** A folder with two servers that want different tokens. @param {object} [further] of the config */
function withTwo(further = {}) {
  return new Project()
    .config({ source: [{ file: 'shop.json' }, { file: 'blog.json' }], output: 'api', ...further })
    .write('shop.json', JSON.stringify(serverOf('buy', DJANGO)))
    .write('blog.json', JSON.stringify(serverOf('post', { ...DJANGO, header: 'x-blog' })))
}

testIn('servers that want different tokens are told apart, with what to do', withTwo, (project) => {
  assert.deepEqual(project.run(), {
    status: 1,
    stdout: '',
    stderr:
      "mizan-generate: file 'blog.json' wants the CSRF token of the cookie 'csrftoken' in the header 'x-blog'; " +
      "file 'shop.json' wants the CSRF token of the cookie 'csrftoken' in the header 'x-csrftoken'. A page sends one " +
      'token: let these servers use the same names, or set csrf: false in the config and let the page say it by hand, ' +
      "with csrf() of 'mizan-client/csrf'.\n",
  })
})

testIn(
  'with csrf: false nothing is sent but what the page says by hand',
  () => withTwo({ csrf: false }),
  (project) => {
    const { status, stderr } = project.run()

    assert.equal(stderr, '')
    assert.equal(status, 0)
    assert.equal(project.has('api/csrf.js'), false)
    assert.doesNotMatch(project.read('api/calls.js'), /csrf/)
  },
)

testIn(
  'a csrf that is neither true nor false is refused with a sentence',
  () => withTwo({ csrf: DJANGO }),
  (project) => {
    assert.match(project.run().stderr, /csrf in mizan\.config\.mjs is an object\. Set it to false for a client that/)
  },
)

testIn('the file goes when the server wants no token any more', withTwo, (project) => {
  project.config({ source: { file: 'shop.json' }, output: 'api' }).run()
  assert.equal(project.has('api/csrf.js'), true)

  project.write('shop.json', JSON.stringify(serverOf('buy'))).run()

  assert.equal(project.has('api/csrf.js'), false)
})

test('another token breaks no client, as compat sees it', () => {
  const before = withCall({})
  const after = structuredClone(before)
  Object.assign(after['x-mizan'], { csrf: DJANGO })

  assert.deepEqual(changes(before, after), [])
  assert.deepEqual(changes(after, before), [])
})

testIn('what is compared or drawn does not need one token', withTwo, (project) => {
  assert.equal(project.run('graph').status, 0)
  assert.equal(project.run('compat', 'shop.json').stderr, '')
})

test('a page sends the token as the server wants it, and says nothing of it', async (context) => {
  const origin = 'https://shop.example'
  const page = new EventTarget()
  Object.assign(page, { cookie: '__Host-shop.token=one', location: { origin }, createElement: () => ({ origin }) })
  Object.assign(globalThis, { document: page })
  const folder = mkdtempSync(fileURLToPath(new URL('.csrf-', import.meta.url)))
  context.after(() => {
    rmSync(folder, { recursive: true })
    Reflect.deleteProperty(globalThis, 'document')
  })
  const files = await generated('csrf')
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const { configure, callAdd, fetchItems } = await import(join(folder, 'index.js'))
  /** @type {(string | null)[]} */
  const sent = []
  configure({
    fetch: async (/** @type {string} */ _, /** @type {{ headers: Headers }} */ { headers }) => {
      sent.push(headers.get('x-shop-token'))
      return Response.json({ result: null, invalidate: [], data: { items: [] } })
    },
  })

  await callAdd({ item: 'tea' })
  await fetchItems()

  assert.deepEqual(sent, ['one', null])
})
