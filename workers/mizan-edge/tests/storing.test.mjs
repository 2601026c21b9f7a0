/** What of an origin's answers is kept: only what it says may be, under the name that both have found. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryStore } from '../src/index.mjs'
import { scripted, spelt } from './scripted.mjs'

/** The name of a public context without params, found by asking once. @param {import('node:test').TestContext} context */
async function keyOf(context, name = 'news') {
  const { ask } = scripted(context, { store: { find: async (key) => void (found = key), keep: async () => {} } })
  let found = ''
  await ask(`context/${name}`)
  return found
}

/** An answer that may be kept. @param {string} key @param {Record<string, string | undefined>} headers */
const headersOf = (key, headers = {}) =>
  new Headers(
    Object.entries({
      'content-type': 'application/json',
      'mizan-key': key,
      'mizan-edge-control': 'ttl=60, stale=30, scope=public',
      'mizan-gens': spelt({ a: 5, b: 7 }),
      ...headers,
    }).filter(/** @returns {each is [string, string]} */ (each) => each[1] !== undefined),
  )
const BODY = '{"data":{"headlines":[]}}'

/** @type {[string, { status?: number, body?: string, headers?: Record<string, string | undefined> }, string | undefined][]} */
const ANSWERS = [
  ['one that may be kept', {}, undefined],
  ['one whose body holds more than data', { body: '{"data":{"headlines":[]},"topic":"x"}' }, undefined],
  ['one of a charset', { headers: { 'content-type': 'application/json; charset=utf-8' } }, undefined],
  ['another status', { status: 201 }, 'status'],
  ['an error', { status: 404, body: '{"error":{}}' }, 'status'],
  ['a cookie', { headers: { 'set-cookie': 'a=1' } }, 'set-cookie'],
  ['no key', { headers: { 'mizan-key': undefined } }, 'no-key'],
  ['another key', { headers: { 'mizan-key': 'mz1.k1.x' } }, 'another-key'],
  ['no terms', { headers: { 'mizan-edge-control': undefined } }, 'terms'],
  ['another scope', { headers: { 'mizan-edge-control': 'ttl=60, stale=30, scope=user' } }, 'terms'],
  ['no time', { headers: { 'mizan-edge-control': 'ttl=0, stale=30, scope=public' } }, 'terms'],
  ['a time that is none', { headers: { 'mizan-edge-control': 'ttl=x, stale=30, scope=public' } }, 'terms'],
  ['a time without an end', { headers: { 'mizan-edge-control': 'ttl=Infinity, stale=30, scope=public' } }, 'terms'],
  ['a time before', { headers: { 'mizan-edge-control': 'ttl=60, stale=-1, scope=public' } }, 'terms'],
  ['no generations', { headers: { 'mizan-gens': undefined } }, 'generations'],
  ['generations of nothing', { headers: { 'mizan-gens': spelt({}) } }, 'generations'],
  ['generations that are none', { headers: { 'mizan-gens': spelt({ a: '5' }) } }, 'generations'],
  ['generations in another spelling', { headers: { 'mizan-gens': spelt({ b: 5, a: 5 }) } }, 'generations'],
  ['another type', { headers: { 'content-type': 'text/html' } }, 'body'],
  ['no JSON', { body: 'oops' }, 'body'],
  ['no bundle', { body: '[]' }, 'body'],
  ['a query that failed', { body: '{"data":{},"errors":{"headlines":{}}}' }, 'body'],
]

for (const [what, { status = 200, body = BODY, headers = {} }, why] of ANSWERS) {
  test(`${what} is ${why ? 'not ' : ''}kept`, async (context) => {
    const key = await keyOf(context)
    const { ask, asked, answers } = scripted(context)
    answers(() => new Response(body, { status, headers: headersOf(key, headers) }))
    const first = await ask('context/news')
    const second = await ask('context/news')

    assert.equal(await first.text(), body)
    assert.equal(first.status, status)
    assert.equal(
      first.headers.get('cache-status'),
      `mizan-edge; fwd=uri-miss; fwd-status=${status}; ${why ? `detail=${why}` : 'stored'}`,
    )
    assert.equal(await second.text(), body)
    assert.equal(asked.length, why ? 2 : 1)
  })
}

test('the shorter of two times counts: the manifest’s, or the server’s', async (context) => {
  const key = await keyOf(context)
  for (const [control, lasts] of /** @type {[string, number][]} */ ([
    ['ttl=10, stale=0, scope=public', 10],
    ['ttl=600, stale=600, scope=public', 90],
    ['ttl=0.5, stale=0, scope=public', 0.5],
  ])) {
    const { ask, asked, answers, pass } = scripted(context)
    answers(() => new Response(BODY, { headers: headersOf(key, { 'mizan-edge-control': control }) }))
    await ask('context/news')
    pass(lasts - 0.1)
    assert.match((await ask('context/news')).headers.get('cache-status') ?? '', /hit/)
    const before = asked.length
    pass(lasts + 0.2)
    await ask('context/news')
    assert.ok(asked.length > before, control)
  }
})

test('nothing is shown for longer than a browser remembers what it has written', async (context) => {
  const key = await keyOf(context, 'archive')
  const { ask, asked, answers, pass } = scripted(context)
  const control = 'ttl=1000000, stale=1000000, scope=public'
  answers(() => new Response(BODY, { headers: headersOf(key, { 'mizan-edge-control': control }) }))
  await ask('context/archive')
  pass(86_399)
  await ask('context/archive')
  assert.equal(asked.length, 1)
  pass(2)
  await ask('context/archive')
  assert.equal(asked.length, 2)
})

test('its time begins when it was asked for, not when it came', async (context) => {
  const key = await keyOf(context)
  const { ask, answers, pass } = scripted(context)
  answers(() => {
    pass(45)
    return new Response(BODY, { headers: headersOf(key) })
  })
  await ask('context/news')

  assert.equal((await ask('context/news')).headers.get('cache-status'), 'mizan-edge; hit; ttl=15')
})

test('an answer that was overtaken by a newer one is not kept in its place', async (context) => {
  const key = await keyOf(context)
  const { ask, answers } = scripted(context)
  /** @type {((response: Response) => void)[]} */
  const open = []
  answers(() => new Promise((resolve) => open.push(resolve)))
  const both = [ask('context/news'), ask('context/news')]
  while (open.length < 2) await new Promise((resolve) => setTimeout(resolve))
  const made = (/** @type {number} */ generation) =>
    new Response(`{"data":{"headlines":[${generation}]}}`, {
      headers: headersOf(key, { 'mizan-gens': spelt({ a: generation }) }),
    })
  open[1]?.(made(6))
  await both[1]
  open[0]?.(made(5))
  await both[0]

  assert.equal(await (await ask('context/news')).text(), '{"data":{"headlines":[6]}}')
})

test('what is stale is asked for once, however many are shown it', async (context) => {
  const key = await keyOf(context)
  const { ask, asked, answers, pass } = scripted(context)
  answers(() => new Response(BODY, { headers: headersOf(key) }))
  await ask('context/news')
  pass(61)
  answers(() => new Promise(() => {}))
  const shown = await Promise.all(Array.from({ length: 10 }, () => ask('context/news')))

  for (const { headers } of shown) assert.match(headers.get('cache-status') ?? '', /hit; ttl=-1/)
  assert.equal(asked.length, 2)
})

test('a store that fails is passed by', async (context) => {
  const key = await keyOf(context)
  context.mock.method(console, 'error', () => {})
  const fail = async () => {
    throw new Error('full')
  }
  const { ask, answers } = scripted(context, { store: { find: fail, keep: fail } })
  answers(() => new Response(BODY, { headers: headersOf(key) }))

  assert.equal(await (await ask('context/news')).text(), BODY)
})

test('what was used last stays in memory, up to so many characters', async () => {
  const store = memoryStore(10_000)
  const entry = { etag: '', generations: { a: 1 }, freshUntil: 1, staleUntil: 1 }
  const keep = (/** @type {string} */ key, length = 3000) => store.keep(key, '', { ...entry, body: 'x'.repeat(length) })
  const kept = async () => {
    const found = []
    for (const key of ['a', 'b', 'c', 'd']) if (await store.find(key, '')) found.push(key)
    return found
  }
  await keep('a')
  await keep('b')
  await store.find('a', '')
  await keep('c')
  assert.deepEqual(await kept(), ['a', 'c'])

  for (let turn = 0; turn < 10; turn++) await keep('d') // in its own place
  assert.deepEqual(await kept(), ['c', 'd'])
  await keep('b', 20_000) // which has no place at all
  assert.deepEqual(await kept(), ['c', 'd'])
})
