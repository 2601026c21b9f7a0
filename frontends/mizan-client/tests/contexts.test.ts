import assert from 'node:assert/strict'
import { test } from 'node:test'
import { context, isMizanError, query } from '../src/index.ts'
import { scriptedServer, settled } from './scripted-server.ts'
import { posts, profile, REFUSAL, rename, USER_5 } from './subjects.ts'

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
    errors: { profile: REFUSAL },
  })
  assert.deepEqual([two.get().status, two.get().data], ['ready', [1]])
  assert.ok(isMizanError(one.get().error, 'NOT_FOUND'))
})

test('rule 2: who comes after an invalidation does not join a request from before, as of a prefetch', async () => {
  const { kernel, next, asked } = scriptedServer()
  kernel.mount('user', USER_5)
  await settled()
  const prefetch = next()
  const renamed = kernel.call(rename, { user_id: 5 })
  await settled()
  await next().answer({ result: null, invalidate: [{ context: 'user' }] })
  await renamed
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  await prefetch.answer({ data: { profile: 'before', posts: ['before'] } })
  assert.equal(entry.get().status, 'pending')
  await next().answer({ data: { profile: 'after' } })
  assert.equal(entry.get().data, 'after')
  const late = kernel.entry(posts, USER_5)
  late.subscribe(() => {})
  assert.equal(late.get().status, 'pending')
  await settled()
  assert.deepEqual([next().only, asked.length], [['posts'], 4])
})

test('rule 2: a stale function is not served from a whole that is on its way', async () => {
  const { kernel, next } = scriptedServer()
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  const whole = next()
  const renamed = kernel.call(rename, {})
  await settled()
  await next().answer({ result: null, invalidate: [{ function: 'posts' }] })
  await renamed
  await whole.answer({ data: { profile: 'Ada', posts: ['before'] } })
  const late = kernel.entry(posts, USER_5)
  late.subscribe(() => {})
  assert.equal(late.get().status, 'pending')
  await settled()
  assert.deepEqual(next().only, ['posts'])
})

test('rule 2: what was kept for later is not used once its function is stale', async () => {
  const { kernel, next } = scriptedServer()
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada', posts: ['before'] } })
  const renamed = kernel.call(rename, {})
  await settled()
  await next().answer({ result: null, invalidate: [{ function: 'posts', params: USER_5 }] })
  await renamed
  const late = kernel.entry(posts, USER_5)
  late.subscribe(() => {})
  assert.equal(late.get().status, 'pending')
})

test('rule 2: what was asked for again is not taken from a whole that was on its way', async () => {
  const { kernel, next } = scriptedServer()
  const [one, two] = [kernel.entry(profile, USER_5), kernel.entry(posts, USER_5)]
  one.subscribe(() => {})
  two.subscribe(() => {})
  await settled()
  const whole = next()
  one.refetch()
  await settled()
  const again = next()
  await whole.answer({ data: { profile: 'before', posts: [1] } })
  assert.deepEqual([one.get().data, two.get().data], [undefined, [1]])
  await again.answer({ data: { profile: 'after' } })
  assert.equal(one.get().data, 'after')
})

test('rule 4: a whole answer also renews what another page had loaded', async () => {
  const { kernel, next } = scriptedServer()
  const shared = kernel.entry(profile, { user_id: 5, page: 1 })
  shared.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'old', posts: ['first'] } })
  const second = kernel.entry(posts, { user_id: 5, page: 2 })
  kernel.entry(profile, { user_id: 5, page: 2 })
  second.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'new', posts: ['second'] } })
  assert.deepEqual([shared.get().data, second.get().data], ['new', ['second']])
})

test('rule 1: an answer overtaken by another page leaves the newer data and ends the fetching', async () => {
  const { kernel, next } = scriptedServer()
  const shared = kernel.entry(profile, { user_id: 5, page: 1 })
  shared.subscribe(() => {})
  await settled()
  const first = next()
  kernel.entry(profile, { user_id: 5, page: 2 })
  kernel.entry(posts, { user_id: 5, page: 2 }).subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'newer', posts: [] } })
  assert.deepEqual([shared.get().data, shared.get().fetching], ['newer', true])
  await first.answer({ data: { profile: 'older', posts: [] } })
  assert.deepEqual([shared.get().data, shared.get().fetching], ['newer', false])
})

test('rule 4: listeners are told once of a change, and not after they left', async () => {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  let told = 0
  const listener = () => {
    told++
  }
  const [stopOne, stopTwo] = [entry.subscribe(listener), entry.subscribe(listener)]
  await settled()
  told = 0
  const answered = next().answer({ data: { profile: 'Ada' } })
  stopOne()
  await answered
  assert.equal(told, 1)
  stopTwo()
  kernel.reset()
  await settled()
  assert.equal(told, 1)
})

test('a request that fails as a whole fails all that it was for', async () => {
  const { kernel, next, asked } = scriptedServer()
  const [one, two] = [kernel.entry(profile, USER_5), kernel.entry(posts, USER_5)]
  one.subscribe(() => {})
  two.subscribe(() => {})
  await settled()
  await next().answer({ error: REFUSAL }, 404)
  assert.equal(one.get().error, two.get().error)
  assert.deepEqual([one.get().error?.code, one.get().error?.status], ['NOT_FOUND', 404])
  one.refetch()
  assert.equal(one.get().status, 'pending')
  await settled()
  assert.deepEqual([asked.length, asked[1]?.only], [2, undefined])
})

test('a fetch by a function’s own params does not change what the page asks for', async () => {
  const { kernel, next } = scriptedServer()
  const page = { user_id: 5, page: 1 }
  const entry = kernel.entry(profile, page)
  entry.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada', posts: [] } })
  const fetched = kernel.fetch(profile, USER_5)
  await settled()
  const request = next()
  assert.deepEqual([request.params, request.only], [USER_5, ['profile']])
  await request.answer({ data: { profile: 'Eve' } })
  await fetched
  assert.equal(entry.get().data, 'Eve')
  const renamed = kernel.call(rename, {})
  await settled()
  const call = next()
  assert.deepEqual(call.body?.mounted, [{ context: 'user', params: page }])
  await call.answer({ result: null, invalidate: [{ context: 'user' }] })
  await renamed
  await settled()
  assert.deepEqual(next().params, page)
})

test('a fetch rejects with the error of its function, or when the answer lacks it', async () => {
  const { kernel, next } = scriptedServer()
  for (const [body, code] of [
    [{ data: {}, errors: { profile: REFUSAL } }, 'NOT_FOUND'],
    [{ data: {} }, 'BAD_RESPONSE'],
  ] as const) {
    const failed = assert.rejects(kernel.fetch(profile, USER_5), { code })
    await settled()
    await next().answer(body)
    await failed
  }
})

test('a fetch from before an invalidation is not kept', async () => {
  const { kernel, next } = scriptedServer()
  const fetched = kernel.fetch(profile, USER_5)
  await settled()
  const before = next()
  const renamed = kernel.call(rename, {})
  await settled()
  await next().answer({ result: null, invalidate: [{ context: 'user' }] })
  await renamed
  await before.answer({ data: { profile: 'before' } })
  assert.equal(await fetched, 'before')
  assert.equal(kernel.entry(profile, USER_5).get().status, 'pending')
})

test('a fetch in one context asks nothing of another', async () => {
  const { kernel, next } = scriptedServer()
  const fetched = kernel.fetch(query('motd', context('global')), {})
  await settled()
  const request = next()
  assert.deepEqual([request.path, request.only], ['context/global', ['motd']])
  await request.answer({ data: { motd: 'hi' } })
  assert.equal(await fetched, 'hi')
})
