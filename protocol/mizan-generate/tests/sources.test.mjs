/** Several sources: one client of all of them, and what keeps them from being one. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../generator/lib/problem.mjs'
import { emitted, Project, testIn } from './project.mjs'

const ARGS = { type: 'object', properties: {}, required: [] }
const STRING = { type: 'string' }
const reference = (/** @type {string} */ name) => ({ $ref: `#/components/schemas/${name}` })
const call = (/** @type {any} */ part = {}) => ({ kind: 'call', args: ARGS, result: STRING, ...part })
const query = (/** @type {string} */ context) => call({ kind: 'query', context })
const object = (/** @type {any} */ properties, further = {}) => ({ type: 'object', properties, ...further })

/** @param {any} functions @param {any} [parts] @param {any} [schemas] */
function documentOf(functions, parts = {}, schemas = {}) {
  const named = Object.entries(functions).filter(([, { context }]) => context)
  const contexts = Object.fromEntries(
    named.map(([name, { context }]) => [context, { functions: [name], params: ARGS }]),
  )
  return { 'x-mizan': { protocol: 1, functions, contexts, errors: {}, ...parts }, components: { schemas } }
}

const SHOP = documentOf({ products: query('shop'), buy: call() })
const AI = documentOf({ suggestions: query('ai'), embed: call() })

/** A folder with two documents in files. @param {any} shop @param {any} ai */
function withTwo(shop = { file: 'shop.json' }, ai = { file: 'ai.json' }) {
  return new Project()
    .config({ source: [shop, ai], output: 'api' })
    .write('shop.json', JSON.stringify(SHOP))
    .write('ai.json', JSON.stringify(AI))
}

testIn('several sources become one client', withTwo, (project) => {
  const { status, stdout, stderr } = project.run()

  assert.equal(stderr, '')
  assert.equal(status, 0)
  assert.match(stdout, /^api: 2 queries, 0 mutations, 2 calls in 2 contexts from 2 sources \(\d+ ms\)\n/)
  for (const name of ['useProducts', 'useBuy', 'useSuggestions', 'useEmbed'])
    assert.ok(project.read('api/react.js').includes(`export const ${name} = `), name)
})

testIn('the order of the list changes nothing', withTwo, (project) => {
  project.run()
  project.config({ source: [{ file: 'ai.json' }, { file: 'shop.json' }], output: 'api' })

  assert.deepEqual(project.run('--check'), { status: 0, stdout: 'All 8 files are up to date.\n', stderr: '' })
})

testIn('--check names what any source made stale', withTwo, (project) => {
  project.run()
  project.write('ai.json', JSON.stringify(documentOf({ suggestions: query('ai'), embed: call({ result: ARGS }) })))

  const { status, stderr } = project.run('--check')

  assert.equal(status, 1)
  assert.match(stderr, /:\n {2}types\.d\.ts\nRun mizan-generate\./)
})

testIn(
  'all sources that cannot be read are told, in the order of the list',
  () => withTwo({ fastapi: { module: 'main', cwd: 'gone' } }, { file: 'gone.json' }),
  (project) => {
    const { status, stderr } = project.run()

    assert.equal(status, 1)
    assert.match(
      stderr,
      /^mizan-generate: fastapi 'main' in 'gone': source\.fastapi\.cwd names .*\nfile 'gone\.json': The document .* cannot be read: .*\n$/,
    )
  },
)

testIn('what the exporters of all sources noted is told', withNotes, (project) => {
  assert.equal(project.run().stderr, 'note: from one\nnote: from two\n')
})

function withNotes() {
  const manage = (/** @type {string} */ name) =>
    `import shutil, sys\n\nprint("note: from ${name}", file=sys.stderr)\nshutil.copy("${name}.json", sys.argv[3])\n`
  return withTwo({ django: { manage: 'one.py' } }, { django: { manage: 'two.py' } })
    .write('one.py', manage('one'))
    .write('two.py', manage('two'))
    .write('one.json', JSON.stringify(SHOP))
    .write('two.json', JSON.stringify(AI))
}

test('a document of another protocol is found among several', async () => {
  const old = { 'x-mizan': { protocol: 0 } }

  await assert.rejects(emitted({ shop: SHOP, ai: old }), /^Error: ai: The document speaks version 0 of the protocol/)
})

test('a mutation that affects everything makes everything stale, of all servers', async () => {
  const logout = call({ kind: 'mutation', contexts: ['*'] })

  assert.match((await emitted({ shop: SHOP, ai: documentOf({ logout }) }))['calls.js'] ?? '', /'logout', \['\*'\]\)/)
})

const USER = object({ name: STRING, home: reference('Place') })
const PLACE = object({ city: STRING })
const users = (/** @type {string} */ name, /** @type {any} */ schemas) =>
  documentOf({ [name]: call({ result: reference('User') }) }, {}, schemas)
const failing = (/** @type {string} */ name, /** @type {any} */ error) =>
  documentOf({ [name]: call({ errors: ['SOLD_OUT'] }) }, { errors: { SOLD_OUT: error } }, { Place: PLACE })

/** @type {[string, Record<string, any>, string][]} */
const REFUSED = [
  [
    'a function in two documents',
    { shop: documentOf({ echo: call() }), ai: documentOf({ echo: call({ result: ARGS }) }) },
    'Both ai and shop have a function echo. Rename one of them: a page knows it by this name.',
  ],
  [
    'a context in two documents',
    { shop: documentOf({ one: query('user') }), ai: documentOf({ two: query('user') }) },
    'Both ai and shop have a context user. Rename one of them: one request fetches one context, from one server.',
  ],
  [
    'the global context in two documents',
    { shop: documentOf({ one: query('global') }), ai: documentOf({ two: query('global') }) },
    'Both ai and shop have a context global. Rename one of them: one request fetches one context, from one server.',
  ],
  [
    'two types of one name',
    { shop: users('one', { User: PLACE }), ai: users('two', { User: STRING }) },
    'Both ai and shop have a type User, and they differ in schema.properties. Rename one of them, or let both servers share it.',
  ],
  [
    'two types of one name behind one that is the same',
    {
      shop: users('one', { User: USER, Place: PLACE }),
      ai: users('two', { User: USER, Place: object({ city: ARGS }) }),
    },
    'Both ai and shop have a type Place, and they differ in schema.properties.city.properties. Rename one of them, or let both servers share it.',
  ],
  [
    'two errors of one code',
    { shop: failing('one', { status: 409, details: STRING }), ai: failing('two', { status: 410, details: STRING }) },
    'Both ai and shop have an error SOLD_OUT, and they differ in status. Give one of them another code.',
  ],
  [
    'all of it at once',
    { shop: documentOf({ a: call(), b: query('c') }), ai: documentOf({ a: call(), b: query('c') }) },
    [
      'Both ai and shop have a function a. Rename one of them: a page knows it by this name.',
      'Both ai and shop have a function b. Rename one of them: a page knows it by this name.',
      'Both ai and shop have a context c. Rename one of them: one request fetches one context, from one server.',
    ].join('\n'),
  ],
]

for (const [what, documents, message] of REFUSED) {
  test(`refuses ${what}`, async () => {
    const reversed = Object.fromEntries(Object.entries(documents).reverse())
    for (const each of [documents, reversed]) {
      await assert.rejects(emitted(each), (error) => {
        assert.ok(error instanceof Problem)
        assert.equal(error.message, message)
        return true
      })
    }
  })
}

test('a type that both documents define alike is one, in one spelling', async () => {
  const other = object({ home: reference('Place'), name: STRING })
  const one = { ai: users('one', { User: USER, Place: PLACE }), shop: users('two', { User: other, Place: PLACE }) }
  const files = await emitted(one)

  assert.equal(files['types.d.ts']?.match(/interface User /g)?.length, 1)
  assert.deepEqual(await emitted({ shop: one.shop, ai: one.ai }), files)
})

test('types of one name that one of the documents does not use are no clash', async () => {
  const unused = documentOf({ two: call() }, {}, { User: STRING })

  assert.match(
    (await emitted({ shop: users('one', { User: PLACE }), ai: unused }))['types.d.ts'] ?? '',
    /User \{\n {2}city/,
  )
})

test('an error that both documents define alike is one', async () => {
  const error = { status: 409, details: reference('Place') }
  const types = (await emitted({ shop: failing('one', error), ai: failing('two', error) }))['types.d.ts'] ?? ''

  assert.match(types, /OneError = MizanError<'SOLD_OUT', Place> \| BuiltInError/)
  assert.match(types, /TwoError = MizanError<'SOLD_OUT', Place> \| BuiltInError/)
})

test("a result is called otherwise where another document's model has its name", async () => {
  const types = users('one', { User: USER, Place: PLACE })
  const model = documentOf(
    { two: call({ result: { type: 'array', items: reference('OneResult') } }) },
    {},
    { OneResult: PLACE },
  )

  assert.match((await emitted({ shop: types, ai: model }))['types.d.ts'] ?? '', /export type OneReturns = User/)
})

test('things of two documents that would have one name in TypeScript are refused', async () => {
  const documents = { shop: documentOf({ 'a.b': call() }), ai: documentOf({ a_b: call() }) }

  await assert.rejects(emitted(documents), /The function a_b and The function a\.b would both be called/)
})
