import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mutation } from '../src/index.ts'
import { type Asked, passed, type Script, scriptedServer, settled } from './scripted-server.ts'
import { BREAKDOWN, login, motd, posts, profile, REFUSAL, rename, USER_5 } from './subjects.ts'

/** Show entries of user 5 and answer their first load. */
async function shown({ kernel, next }: Script, data = { profile: 'Ada', posts: [1] }) {
  const entries = [kernel.entry(profile, USER_5), kernel.entry(posts, USER_5)] as const
  for (const entry of entries) entry.subscribe(() => {})
  await settled()
  await next().answer({ data })
  return entries
}

/** Call a mutation and answer it. */
async function called({ kernel, next }: Script, answer: object, name = rename): Promise<Asked> {
  const done = kernel.call(name, {})
  await settled()
  const request = next()
  await request.answer({ result: null, ...answer })
  await done
  await settled()
  return request
}

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
  await next().answer({ error: { ...REFUSAL, code: 'FORBIDDEN' } }, 403)
  await refused
  assert.equal(asked.length, 2)
  const broken = assert.rejects(kernel.call(rename, {}), { code: 'NETWORK_ERROR' })
  await settled()
  await next().break()
  await broken
  await settled()
  assert.deepEqual(next().only, ['profile'])
})

test('rule 3: what comes with a mutation is of one version, so an overtaken part drops the rest', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  const [one, two] = await shown(script)
  const renamed = kernel.call(rename, {})
  await settled()
  const call = next()
  one.refetch()
  await settled()
  next()
  await call.answer({
    result: null,
    invalidate: [],
    refreshed: [{ context: 'user', params: USER_5, data: { profile: 'Eve', posts: [2] } }],
  })
  await renamed
  assert.deepEqual([one.get().data, two.get().data], ['Ada', [1]])
  await settled()
  const refetch = next()
  assert.deepEqual(refetch.only, ['posts', 'profile'])
  await refetch.answer({ data: { profile: 'Eve', posts: [2] } })
  assert.deepEqual([one.get().data, two.get().data], ['Eve', [2]])
})

test('rule 3: what two pages share may come with both', async () => {
  const script = scriptedServer()
  const { kernel, next, asked } = script
  const pages = [1, 2].map((page) => ({ user_id: 5, page }))
  for (const page of pages) {
    kernel.mount('user', page)
    kernel.entry(profile, page).subscribe(() => {})
  }
  await settled()
  await next().answer({ data: { profile: 'Ada', posts: [1] } })
  await next().answer({ data: { profile: 'Ada', posts: [2] } })
  await called(script, {
    invalidate: [],
    refreshed: pages.map((params) => ({ context: 'user', params, data: { profile: 'Eve', posts: [] } })),
  })
  assert.equal(kernel.entry(profile, pages[0]!).get().data, 'Eve')
  assert.equal(asked.length, 3)
})

test('rule 3: a value that came with a mutation is there for a component to come, until it is stale', async () => {
  const script = scriptedServer()
  const { kernel, next, asked } = script
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  const before = next()
  const refreshed = [{ context: 'user', params: USER_5, data: { profile: 'Eve', posts: [2] } }]
  await called(script, { invalidate: [], refreshed })
  assert.equal(before.signal.aborted, true)
  assert.deepEqual(kernel.entry(posts, USER_5).get().data, [2])
  assert.equal(asked.length, 2)
})

test('an error that came with a mutation stands in its own slot', async () => {
  const script = scriptedServer()
  const [one, two] = await shown(script)
  await called(script, {
    invalidate: [],
    refreshed: [{ context: 'user', params: USER_5, data: { posts: [2] }, errors: { profile: REFUSAL } }],
  })
  assert.deepEqual([one.get().error?.code, two.get().data], ['NOT_FOUND', [2]])
})

test('a target wider than what came along asks for nothing twice', async () => {
  const script = scriptedServer()
  const [one] = await shown(script)
  await called(script, {
    invalidate: [{ context: 'user' }],
    refreshed: [{ context: 'user', params: USER_5, data: { profile: 'Eve', posts: [2] } }],
  })
  assert.equal(one.get().data, 'Eve')
  assert.equal(script.asked.length, 2)
})

test('a function target makes stale that function alone, within its params', async () => {
  const script = scriptedServer()
  await shown(script)
  await called(script, { invalidate: [{ function: 'posts', params: { user_id: 6 } }] })
  assert.equal(script.asked.length, 2)
  await called(script, { invalidate: [{ function: 'posts', params: { user_id: 5 } }] })
  assert.deepEqual([script.asked.length, script.next().only], [4, ['posts']])
})

test('a param that an entry lacks does not narrow: wider, never staler', async () => {
  const script = scriptedServer()
  await shown(script)
  await called(script, { invalidate: [{ context: 'user', params: { ...USER_5, other: 1 } }] })
  assert.deepEqual(script.next().only, ['posts', 'profile'])
})

test('what nobody shows is asked for when somebody does, and shows its old data until then', async () => {
  const script = scriptedServer()
  const { kernel, next, asked } = script
  const entry = kernel.entry(profile, USER_5)
  const stop = entry.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada' } })
  stop()
  await passed()
  await called(script, { invalidate: [{ context: 'user' }] })
  assert.equal(asked.length, 2)
  entry.subscribe(() => {})
  await settled()
  assert.deepEqual([entry.get().data, entry.get().fetching], ['Ada', true])
  await next().answer({ data: { profile: 'Eve' } })
  assert.deepEqual([entry.get().data, entry.get().fetching], ['Eve', false])
})

test('a mutation names what is mounted of the contexts that it affects', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  await shown(script)
  kernel.entry(posts, { user_id: 6 })
  const leave = kernel.mount('user', { user_id: 7 })
  kernel.entry(motd, {}).subscribe(() => {})
  leave()
  await settled()
  await next().answer({ data: {} })
  await next().answer({ data: { motd: 'hi' } })
  const [user, global] = [
    { context: 'user', params: USER_5 },
    { context: 'global', params: {} },
  ]
  assert.deepEqual((await called(script, {})).body, { args: {}, mounted: [user] })
  assert.deepEqual((await called(script, {}, login)).body, { args: {}, mounted: [user, global] })
  assert.deepEqual((await called(script, {}, mutation('echo'))).body, { args: {} })
})

for (const [how, answered, stale] of [
  ['a 500', (request: Asked) => request.answer({ error: BREAKDOWN }, 500), true],
  ['a gateway’s 502', (request: Asked) => request.answer('<h1>Bad gateway</h1>', 502), true],
  ['a 200 that is no JSON', (request: Asked) => request.answer('<h1>Hello</h1>', 200), true],
  ['another protocol', (request: Asked) => request.answer({ result: 1 }, 200, { 'mizan-protocol': '2' }), true],
  ['a broken connection', (request: Asked) => request.break(), true],
  ['a 400', (request: Asked) => request.answer({ error: { ...REFUSAL, code: 'BAD_REQUEST' } }, 400), false],
  ['a 422', (request: Asked) => request.answer({ error: { ...REFUSAL, code: 'VALIDATION_ERROR' } }, 422), false],
] as const) {
  test(`after ${how} the declared contexts are ${stale ? 'stale' : 'as they were'}`, async () => {
    const script = scriptedServer()
    await shown(script)
    const failed = assert.rejects(script.kernel.call(rename, {}), { name: 'MizanError' })
    await settled()
    await answered(script.next())
    await failed
    await settled()
    assert.equal(script.asked.length, stale ? 3 : 2)
  })
}

test('a mutation that its caller aborts may have happened', async () => {
  const script = scriptedServer()
  await shown(script)
  const abort = new AbortController()
  const failed = assert.rejects(script.kernel.call(rename, {}, { signal: abort.signal }), { code: 'ABORTED' })
  await settled()
  abort.abort(new Error('a reason of its own'))
  await failed
  await settled()
  assert.equal(script.asked.length, 3)
})

test('arguments that are no JSON are refused unsent, and make nothing stale', async () => {
  const script = scriptedServer()
  await shown(script)
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, 1n, () => {}, Symbol('x')]) {
    await assert.rejects(script.kernel.call(rename, { odd }), { code: 'BAD_REQUEST' })
  }
  await settled()
  assert.equal(script.asked.length, 1)
})

test('rule 7: a login that broke keeps what is shown until it is renewed, and forgets the rest', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  const [one] = await shown(script)
  const hidden = kernel.entry(motd, {})
  void hidden.wait()
  await settled()
  await next().answer({ data: { motd: 'hello, nobody' } })
  const failed = assert.rejects(kernel.call(login, {}), { code: 'NETWORK_ERROR' })
  await settled()
  await next().break()
  await failed
  assert.deepEqual([one.get().data, hidden.get().data], ['Ada', undefined])
  await settled()
  assert.deepEqual(next().only, ['posts', 'profile'])
})

test('rule 7: what an overlapping mutation of the old identity brings is dropped', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  const [one] = await shown(script)
  const renamed = kernel.call(rename, {})
  await settled()
  const slow = next()
  await called(script, { invalidate: [{ all: true }] }, login)
  await next().answer({ data: { profile: 'of Ada', posts: [] } })
  await slow.answer({
    result: null,
    invalidate: [],
    refreshed: [{ context: 'user', params: USER_5, data: { profile: 'of nobody', posts: [0], more: 1 } }],
  })
  await renamed
  assert.equal(one.get().data, 'of Ada')
  assert.equal(kernel.entry({ ...profile, name: 'more' }, USER_5).get().status, 'pending')
})

test('rule 7: a fetch of the old identity reaches its caller, and nobody else', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  const fetched = kernel.fetch(profile, USER_5)
  await settled()
  const old = next()
  kernel.reset()
  await old.answer({ data: { profile: 'of nobody' } })
  assert.equal(await fetched, 'of nobody')
  assert.equal(kernel.entry(profile, USER_5).get().status, 'pending')
})

test('rule 7: values kept for later are of one identity', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada', posts: [1] } })
  kernel.reset()
  assert.equal(kernel.entry(posts, USER_5).get().status, 'pending')
})

test('rule 7: who waits across a change of identity waits for the new data', async () => {
  const script = scriptedServer()
  const { kernel, next, asked } = script
  const entry = kernel.entry(profile, USER_5)
  const waiting = entry.wait()
  await settled()
  const old = next()
  kernel.reset()
  await settled()
  assert.deepEqual([old.signal.aborted, asked.length, asked[1]?.only], [true, 2, undefined])
  await next().answer({ data: { profile: 'new' } })
  await waiting
  assert.equal(entry.get().data, 'new')
})

test('rule 7: a loaded context is loaded as a whole for another identity', async () => {
  const script = scriptedServer()
  await shown(script)
  script.kernel.reset()
  await settled()
  assert.equal(script.next().only, undefined)
})

test('rule 7: what came with a login is not asked for again with what did not', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'nobody' } })
  const refreshed = [{ context: 'user', params: USER_5, data: { profile: 'Ada' } }]
  await called(script, { invalidate: [{ all: true }], refreshed }, login)
  kernel.entry(posts, USER_5).subscribe(() => {})
  await settled()
  assert.deepEqual(next().only, ['posts'])
})

test('rule 7: what a mutation of the old identity brings is not kept for later either', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  kernel.mount('user', USER_5)
  await settled()
  await next().answer({ data: {} })
  const renamed = kernel.call(rename, {})
  await settled()
  const slow = next()
  kernel.reset()
  const refreshed = [{ context: 'user', params: USER_5, data: { profile: 'of nobody' } }]
  await slow.answer({ result: null, invalidate: [], refreshed })
  await renamed
  assert.equal(kernel.entry(profile, USER_5).get().status, 'pending')
})

test('rule 3: of two mutations that overlap, neither’s data is kept for later', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  kernel.mount('user', USER_5)
  await settled()
  await next().answer({ data: {} })
  const calls = [kernel.call(rename, {}), kernel.call(rename, {})]
  await settled()
  for (const name of ['one', 'two']) {
    const refreshed = [{ context: 'user', params: USER_5, data: { profile: name } }]
    await next().answer({ result: null, invalidate: [], refreshed })
  }
  await Promise.all(calls)
  assert.equal(kernel.entry(profile, USER_5).get().status, 'pending')
})

test('rule 3: a fetch that ended during a mutation makes what came with it untrusted', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  const [one] = await shown(script)
  const renamed = kernel.call(rename, {})
  await settled()
  const call = next()
  const fetched = kernel.fetch(profile, USER_5)
  await settled()
  await next().answer({ data: { profile: 'fetched' } })
  await fetched
  const refreshed = [{ context: 'user', params: USER_5, data: { profile: 'Eve', posts: [] } }]
  await call.answer({ result: null, invalidate: [], refreshed })
  await renamed
  assert.equal(one.get().data, 'fetched')
  await settled()
  assert.deepEqual(next().only, ['posts', 'profile'])
})

test('rule 7: of two logins that overlap, the slower one’s data is not believed', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  const [one] = await shown(script)
  const calls = [kernel.call(login, {}), kernel.call(login, {})]
  await settled()
  const [slow, fast] = [next(), next()]
  const answer = (name: string) => ({
    result: null,
    invalidate: [{ all: true }],
    refreshed: [{ context: 'user', params: USER_5, data: { profile: name, posts: [] } }],
  })
  await fast.answer(answer('fast'))
  assert.equal(one.get().data, 'fast')
  await slow.answer(answer('slow'))
  await Promise.all(calls)
  assert.equal(one.get().status, 'pending')
  await settled()
  await next().answer({ data: { profile: 'the truth', posts: [] } })
  assert.equal(one.get().data, 'the truth')
})
