/** Cached queries: what a document says of them, and what becomes of it for a page and for an edge worker. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../generator/lib/problem.mjs'
import { changes, documentOf, STRING } from './compat-documents.mjs'
import { emitted, Project, testIn } from './project.mjs'

const ARGS = { type: 'object', properties: {}, required: [] }
const CACHE = { ttl: 60, stale: 0, scope: 'user', vary: ['accept-language'], shape: 'abc' }

/** A document with a context of queries, each with its cache, if it has one. @param {Record<string, unknown>} caches @param {object} [further] of the queries */
const serverOf = (caches, further = {}) =>
  documentOf({
    signature: 'B0vn_7gfZz4',
    contexts: { shop: { functions: Object.keys(caches), params: ARGS } },
    functions: Object.fromEntries(
      Object.entries(caches).map(([name, cache]) => [
        name,
        {
          kind: 'query',
          context: 'shop',
          args: ARGS,
          result: STRING,
          ...(cache !== undefined && { cache }),
          ...further,
        },
      ]),
    ),
  })

/** What the manifest of one server says, as a program reads it. @param {unknown} document */
async function manifestOf(document) {
  const { 'edge.js': code = '' } = await emitted({ shop: document }, {}, ['edge'])
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).manifest
}

test('a manifest says how each query of a context is kept, and which are not', async () => {
  assert.deepEqual(await manifestOf(serverOf({ prices: CACHE, stock: undefined }, { rev: 3 })), {
    signature: 'B0vn_7gfZz4',
    contexts: {
      shop: {
        prices: { rev: 3, shape: 'abc', scope: 'user', vary: ['accept-language'], ttl: 60, stale: 0 },
        stock: null,
      },
    },
  })
})

test('a manifest of a server that keeps nothing is empty, and so are contexts of which nothing is kept', async () => {
  assert.deepEqual((await manifestOf(serverOf({ stock: undefined }))).contexts, {})
  assert.deepEqual((await manifestOf(documentOf({}))).contexts, {})
})

test('what a document leaves out is none', async () => {
  const { vary, stale } = (await manifestOf(serverOf({ prices: { ttl: 0.5, scope: 'public', shape: '' } }))).contexts
    .shop.prices

  assert.deepEqual([vary, stale], [[], 0])
})

test('names that are special somewhere are names like others', async () => {
  const { contexts } = await manifestOf(serverOf({ constructor: CACHE, prototype: undefined }))

  assert.deepEqual(Object.keys(contexts.shop), ['constructor', 'prototype'])
})

test('a page is given nothing of it, whatever else it is for', async () => {
  for (const targets of [['edge'], ['react', 'edge'], ['edge', 'vue', 'react']]) {
    const files = await emitted({ shop: serverOf({ prices: CACHE }) }, {}, targets)
    assert.ok(files['edge.js'])
    assert.doesNotMatch(`${files['index.js']}${files['index.d.ts']}`, /edge/)
    assert.equal(/react/.test(files['index.js'] ?? ''), targets.length === 2)
  }
})

test('a page of a server that keeps answers says what it has written, and one of another has not a byte of it', async () => {
  const kept = await emitted({ shop: serverOf({ prices: CACHE }) })
  assert.match(kept['after.js'] ?? '', /^import \{ after \} from 'mizan-client\/after'\n\nafter\(\)\n$/m)
  assert.match(kept['calls.js'] ?? '', /^import '\.\/after\.js'$/m)

  const { 'after.js': file, 'calls.js': calls } = await emitted({ shop: serverOf({ stock: undefined }) })
  assert.equal(file, undefined)
  assert.doesNotMatch(calls ?? '', /after/)
})

/** @type {[string, unknown, RegExp][]} */
const DAMAGED = [
  ['no object', 60, /the function 'prices': its cache is 60\.$/],
  ['no ttl', { ...CACHE, ttl: undefined }, /the ttl of its cache is missing/],
  ['a ttl of nothing', { ...CACHE, ttl: 0 }, /the ttl of its cache is 0/],
  ['a ttl that is a text', { ...CACHE, ttl: '1, x: alert()' }, /the ttl of its cache is "1, x/],
  ['a stale before', { ...CACHE, stale: -1 }, /the stale of its cache is -1/],
  ['a scope that is none', { ...CACHE, scope: 'everybody' }, /the scope of its cache is "everybody"/],
  ['no scope', { ...CACHE, scope: undefined }, /the scope of its cache is missing/],
  ['a vary that is no list', { ...CACHE, vary: 'accept' }, /the vary of its cache is no list of headers in lower case/],
  ['a header in capitals', { ...CACHE, vary: ['Accept'] }, /no list of headers in lower case/],
  ['two headers', { ...CACHE, vary: ['a\r\nb'] }, /no list of headers in lower case/],
  ['no shape', { ...CACHE, shape: undefined }, /the shape of its cache is missing/],
  ['a shape that is no text', { ...CACHE, shape: 5 }, /the shape of its cache is 5/],
]

for (const [what, cache, message] of DAMAGED) {
  test(`a cache with ${what} is damaged`, async () => {
    const made = emitted({ shop: serverOf({ prices: cache }) })
    await assert.rejects(made, (error) => error instanceof Problem && message.test(error.message))
  })
}

test('a rev that is no whole number is damaged', async () => {
  for (const rev of ['1, x: alert()', 1.5, {}]) {
    const made = emitted({ shop: serverOf({ prices: CACHE }, { rev }) }, {}, ['edge'])
    await assert.rejects(made, /the function 'prices': its rev is/)
  }
})

test('a text ends no text', async () => {
  const { shape } = (await manifestOf(serverOf({ prices: { ...CACHE, shape: "'+alert()+'" } }))).contexts.shop.prices

  assert.equal(shape, "'+alert()+'")
})

testIn(
  'a worker stands before one server',
  () =>
    new Project()
      .config({ source: [{ file: 'shop.json' }, { file: 'blog.json' }], output: 'api', targets: ['edge'] })
      .write('shop.json', JSON.stringify(serverOf({ prices: CACHE })))
      .write('blog.json', JSON.stringify(documentOf({}))),
  (project) => {
    assert.equal(
      project.run().stderr,
      "mizan-generate: The target 'edge' is for one server, and there are file 'blog.json' and file 'shop.json'. Give each a config of its own for its worker.\n",
    )
  },
)

test('to keep answers breaks no client, as compat sees it', () => {
  const [before, after] = [serverOf({ prices: undefined }), serverOf({ prices: CACHE })]

  assert.deepEqual(changes(before, after), [])
  assert.deepEqual(changes(after, before), [])
})
