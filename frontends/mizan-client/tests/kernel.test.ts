import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isMizanError, MizanError, mutation, query } from '../src/index.ts'
import { scriptedServer, settled } from './scripted-server.ts'

const profile = query('profile', 'user', ['user_id'])
const posts = query('posts', 'user', ['page', 'user_id'])
const motd = query('motd', 'global')
const rename = mutation('rename', ['user'])
const login = mutation('login', ['*'])
const USER_5 = { user_id: 5 }

test('siblings of a context are loaded by one request', async () => {
  const { kernel, asked, next } = scriptedServer()
  const [one, two] = [kernel.entry(profile, USER_5), kernel.entry(posts, USER_5)]
  one.subscribe(() => {})
  two.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada', posts: [1] } })
  assert.equal(asked.length, 1)
  assert.equal(asked[0]?.only, undefined)
  assert.deepEqual([one.get().data, two.get().data], ['Ada', [1]])
})

test('a sibling asked for later finds its data already there', async () => {
  const { kernel, asked, next } = scriptedServer()
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada', posts: [1] } })
  const late = kernel.entry(posts, USER_5)
  late.subscribe(() => {})
  await settled()
  assert.deepEqual(late.get().data, [1])
  assert.equal(asked.length, 1)
})

test('equal params are one entry, whatever their order', () => {
  const { kernel } = scriptedServer()
  assert.equal(kernel.entry(posts, { user_id: 5, page: 1 }), kernel.entry(posts, { page: 1, user_id: 5 }))
  assert.equal(kernel.entry(profile, { user_id: 5, page: 1 }), kernel.entry(profile, { user_id: 5, page: 2 }))
})

test('rule 1: an answer to an older request never overwrites newer data', async () => {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  const older = next()
  const newer = kernel.fetch(profile, USER_5)
  await settled()
  await next().answer({ data: { profile: 'new' } })
  await newer
  await older.answer({ data: { profile: 'old' } })
  assert.equal(entry.get().data, 'new')
})

test('rule 2: a request that started before an invalidation is not used, even for the first load', async () => {
  const { kernel, next, asked } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  const before = next()
  const renamed = kernel.call(rename, { user_id: 5 })
  await settled()
  await next().answer({ result: null, invalidate: [{ context: 'user', params: USER_5 }] })
  await renamed
  await settled()
  await before.answer({ data: { profile: 'before' } })
  assert.equal(entry.get().status, 'pending')
  await next().answer({ data: { profile: 'after' } })
  assert.equal(entry.get().data, 'after')
  assert.equal(asked.length, 3)
})

test('an invalidation refetches what is shown and leaves other params alone', async () => {
  const { kernel, next, asked } = scriptedServer()
  const [five, six] = [kernel.entry(profile, USER_5), kernel.entry(profile, { user_id: 6 })]
  five.subscribe(() => {})
  six.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada' } })
  await next().answer({ data: { profile: 'Bob' } })
  const renamed = kernel.call(rename, { user_id: 5 })
  await settled()
  await next().answer({ result: 'ok', invalidate: [{ context: 'user', params: USER_5 }] })
  assert.equal(await renamed, 'ok')
  await settled()
  const refetch = next()
  assert.deepEqual([refetch.params, refetch.only], [USER_5, ['profile']])
  await refetch.answer({ data: { profile: 'Eve' } })
  assert.deepEqual([five.get().data, six.get().data, asked.length], ['Eve', 'Bob', 4])
})

test('a mutation sends what is mounted and resolves with its data in place', async () => {
  const { kernel, next, asked } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada' } })
  const renamed = kernel.call(rename, { user_id: 5, name: 'Eve' }).then(() => entry.get().data)
  await settled()
  const call = next()
  assert.deepEqual(call.body, { args: { user_id: 5, name: 'Eve' }, mounted: [{ context: 'user', params: USER_5 }] })
  await call.answer({
    result: null,
    invalidate: [],
    refreshed: [{ context: 'user', params: USER_5, data: { profile: 'Eve' } }],
  })
  assert.equal(await renamed, 'Eve')
  assert.equal(asked.length, 2)
})

test('rule 3: refreshed data is dropped when something newer happened meanwhile', async () => {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada' } })
  const slow = kernel.call(rename, { user_id: 5, name: 'slow' })
  const fast = kernel.call(rename, { user_id: 5, name: 'fast' })
  await settled()
  const [first, second] = [next(), next()]
  const refreshed = (name: string) => ({
    result: null,
    invalidate: [],
    refreshed: [{ context: 'user', params: USER_5, data: { profile: name } }],
  })
  await second.answer(refreshed('fast'))
  await first.answer(refreshed('slow'))
  await Promise.all([slow, fast])
  assert.equal(entry.get().data, 'fast')
  await settled()
  await next().answer({ data: { profile: 'the truth' } })
  assert.equal(entry.get().data, 'the truth')
})

test('rule 3: a read that started during a mutation does not overwrite what came with its answer', async () => {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada' } })
  const renamed = kernel.call(rename, { user_id: 5 })
  await settled()
  const call = next()
  entry.refetch()
  await settled()
  const read = next()
  await call.answer({
    result: null,
    invalidate: [],
    refreshed: [{ context: 'user', params: USER_5, data: { profile: 'Eve' } }],
  })
  await renamed
  await read.answer({ data: { profile: 'Ada' } })
  await settled()
  await next().answer({ data: { profile: 'Eve' } })
  assert.equal(entry.get().data, 'Eve')
})

test('rule 4: a bundle is told once, whole, and a subscriber that throws stops nobody', async (context) => {
  const { kernel, next } = scriptedServer()
  const [one, two] = [kernel.entry(profile, USER_5), kernel.entry(posts, USER_5)]
  const seen: unknown[] = []
  const thrown = new Promise<unknown>((resolve) => {
    globalThis.reportError = resolve
  })
  context.after(() => Reflect.deleteProperty(globalThis, 'reportError'))
  one.subscribe(() => {
    seen.push([one.get().data, two.get().data])
    if (one.get().status === 'ready') throw new Error('a broken view')
  })
  two.subscribe(() => seen.push([one.get().data, two.get().data]))
  await settled()
  seen.length = 0
  await next().answer({ data: { profile: 'Ada', posts: [1] } })
  assert.deepEqual(seen, [
    ['Ada', [1]],
    ['Ada', [1]],
  ])
  assert.match(String(await thrown), /a broken view/)
})

test('one failing query leaves its siblings', async () => {
  const { kernel, next } = scriptedServer()
  const [one, two] = [kernel.entry(profile, USER_5), kernel.entry(posts, USER_5)]
  one.subscribe(() => {})
  two.subscribe(() => {})
  await settled()
  await next().answer({
    data: { posts: [1] },
    errors: { profile: { code: 'NOT_FOUND', message: 'No.', details: null } },
  })
  assert.equal(two.get().data, two.get().data)
  assert.ok(isMizanError(one.get().error, 'NOT_FOUND'))
})

test('rule 5: the request is aborted when the last consumer leaves', async () => {
  const { kernel, next } = scriptedServer()
  const stop = kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  const request = next()
  stop()
  await new Promise((done) => setTimeout(done, 5))
  assert.equal(request.signal.aborted, true)
})

test('coming back at once, as StrictMode does, aborts nothing', async () => {
  const { kernel, next, asked } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})()
  entry.subscribe(() => {})
  await new Promise((done) => setTimeout(done, 5))
  await next().answer({ data: { profile: 'Ada' } })
  assert.equal(entry.get().data, 'Ada')
  assert.equal(asked.length, 1)
})

test('rule 7: another identity drops everything, and late answers of the old one', async () => {
  const { kernel, next } = scriptedServer()
  const [mine, news] = [kernel.entry(profile, USER_5), kernel.entry(motd, {})]
  mine.subscribe(() => {})
  news.subscribe(() => {})
  await settled()
  const old = next()
  await next().answer({ data: { motd: 'hello, nobody' } })
  const signedIn = kernel.call(login, {})
  await settled()
  await next().answer({
    result: null,
    invalidate: [{ all: true }],
    refreshed: [{ context: 'global', params: {}, data: { motd: 'hello, Ada' } }],
  })
  await signedIn
  await old.answer({ data: { profile: 'of nobody' } })
  assert.equal(mine.get().status, 'pending')
  assert.equal(news.get().data, 'hello, Ada')
  await settled()
  await next().answer({ data: { profile: 'of Ada' } })
  assert.equal(mine.get().data, 'of Ada')
})

test('after a 5xx the declared contexts are stale, after a 4xx nothing is', async () => {
  const { kernel, next, asked } = scriptedServer()
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada' } })
  const refused = assert.rejects(kernel.call(rename, {}), { code: 'FORBIDDEN' })
  await settled()
  await next().answer({ error: { code: 'FORBIDDEN', message: 'No.', details: null } }, 403)
  await refused
  assert.equal(asked.length, 2)
  const broken = assert.rejects(kernel.call(rename, {}), { code: 'NETWORK_ERROR' })
  await settled()
  await next().break()
  await broken
  await settled()
  assert.deepEqual(next().only, ['profile'])
})

test('rule 9: reads are sent again after failures that may pass, mutations and typed errors are not', async () => {
  const { kernel, next, asked } = scriptedServer({ retries: 1 })
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  await next().break()
  await new Promise((done) => setTimeout(done, 500))
  await next().answer({ error: { code: 'NOT_FOUND', message: 'No.', details: null } }, 404)
  assert.ok(isMizanError(entry.get().error, 'NOT_FOUND'))
  const failed = assert.rejects(kernel.call(rename, {}))
  await settled()
  await next().break()
  await failed
  await settled()
  assert.equal(asked.filter(({ path }) => path === 'call/rename').length, 1)
})

test('rule 11: names like __proto__ are data', async () => {
  const { kernel, next } = scriptedServer()
  const odd = query('__proto__', 'constructor', ['__proto__'])
  const entry = kernel.entry(odd, JSON.parse('{"__proto__": 1}'))
  entry.subscribe(() => {})
  await settled()
  const request = next()
  assert.deepEqual(Object.keys(request.params), ['__proto__'])
  await request.answer('{"data":{"__proto__":{"__proto__":{"polluted":true}}}}')
  assert.equal(entry.get().status, 'ready')
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})

test('unchanged parts keep their identity over a refetch', async () => {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(posts, USER_5)
  entry.subscribe(() => {})
  await settled()
  await next().answer({ data: { posts: [{ id: 1 }, { id: 2 }] } })
  const before = entry.get().data as object[]
  entry.refetch()
  await settled()
  await next().answer({ data: { posts: [{ id: 1 }, { id: 3 }] } })
  const after = entry.get().data as object[]
  assert.equal(after[0], before[0])
  assert.notEqual(after[1], before[1])
})

test('answers that are not Mizan are named', async () => {
  const { kernel, next } = scriptedServer()
  for (const [body, status, headers, code] of [
    ['<h1>proxy</h1>', 200, {}, 'BAD_RESPONSE'],
    ['', 502, {}, 'BAD_RESPONSE'],
    [{ data: {} }, 200, { 'mizan-protocol': '2' }, 'PROTOCOL_MISMATCH'],
  ] as const) {
    const failed = assert.rejects(
      kernel.fetch(profile, USER_5),
      (error) => error instanceof MizanError && error.code === code,
    )
    await settled()
    await next().answer(body, status, headers)
    await failed
  }
})

test('long params go by POST', async () => {
  const { kernel, next } = scriptedServer()
  const found = kernel.fetch(query('hits', 'search', ['q']), { q: 'x'.repeat(3000) })
  await settled()
  const request = next()
  assert.deepEqual([request.method, request.path], ['POST', 'context/search'])
  assert.deepEqual(request.body?.params, { q: 'x'.repeat(3000) })
  await request.answer({ data: { hits: [] } })
  assert.deepEqual(await found, [])
})

test('what is no JSON is refused before it is sent', async () => {
  const { kernel } = scriptedServer()
  await assert.rejects(async () => kernel.fetch(posts, { user_id: Number.NaN }), { code: 'BAD_REQUEST' })
})
