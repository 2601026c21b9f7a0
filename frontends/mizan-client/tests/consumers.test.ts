import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryFailed, watchFailed } from '../src/adapter.ts'
import { passed, scriptedServer, settled } from './scripted-server.ts'
import { posts, profile, REFUSAL, rename, USER_5 } from './subjects.ts'

test('rule 5: the request is aborted when the last consumer leaves', async () => {
  const { kernel, next } = scriptedServer()
  const stop = kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  const request = next()
  stop()
  await passed()
  assert.equal(request.signal.aborted, true)
})

test('coming back at once, as StrictMode does, aborts nothing', async () => {
  const { kernel, next, asked } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})()
  entry.subscribe(() => {})
  await passed()
  await next().answer({ data: { profile: 'Ada' } })
  assert.equal(entry.get().data, 'Ada')
  assert.equal(asked.length, 1)
})

test('rule 5: a mounted context is loaded before anything in it is shown, once', async () => {
  const { kernel, next, asked } = scriptedServer()
  kernel.mount('user', USER_5)
  await settled()
  await next().answer({ data: { profile: 'Ada', posts: [1] } })
  kernel.mount('user', USER_5)
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  assert.deepEqual([entry.get().data, asked.length], ['Ada', 1])
})

test('rule 5: the request of a mounted context is aborted when the mount ends', async () => {
  const { kernel, next, asked } = scriptedServer()
  const leave = kernel.mount('user', USER_5)
  await settled()
  leave()
  leave()
  await passed()
  assert.equal(next().signal.aborted, true)
  kernel.mount('user', USER_5)
  await settled()
  assert.equal(asked.length, 2)
})

test('rule 5: a request stays while one of its consumers does', async () => {
  const { kernel, next } = scriptedServer()
  const stop = kernel.entry(profile, USER_5).subscribe(() => {})
  const entry = kernel.entry(posts, USER_5)
  entry.subscribe(() => {})
  await settled()
  stop()
  await passed()
  await next().answer({ data: { profile: 'Ada', posts: [1] } })
  assert.deepEqual(entry.get().data, [1])
})

test('rule 5: after an abort nothing is fetching, and who returns asks anew', async () => {
  const { kernel, asked } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  const stop = entry.subscribe(() => {})
  await settled()
  assert.equal(entry.get().fetching, true)
  stop()
  await passed()
  assert.deepEqual([entry.get().status, entry.get().fetching], ['pending', false])
  entry.subscribe(() => {})
  await settled()
  assert.deepEqual([asked.length, asked[1]?.only], [2, undefined])
})

test('rule 5: leaving one page aborts nothing of another that shows the same', async () => {
  const { kernel, next } = scriptedServer()
  kernel.mount('user', { user_id: 5, page: 2 })
  const leave = kernel.mount('user', { user_id: 5, page: 1 })
  kernel.entry(profile, { user_id: 5, page: 1 })
  void kernel.entry(profile, { user_id: 5, page: 2 }).wait()
  await settled()
  const [two, one] = [next(), next()]
  leave()
  await passed()
  assert.deepEqual([one.signal.aborted, two.signal.aborted], [true, false])
})

test('rule 5: a page whose shared entry was called off can load again', async () => {
  const { kernel, next, asked } = scriptedServer()
  const stop = kernel.entry(profile, { user_id: 5, page: 1 }).subscribe(() => {})
  await settled()
  kernel.entry(profile, { user_id: 5, page: 2 })
  stop()
  await passed()
  assert.equal(next().signal.aborted, true)
  const entry = kernel.entry(posts, { user_id: 5, page: 1 })
  entry.subscribe(() => {})
  await settled()
  assert.equal(asked.length, 2)
  await next().answer({ data: { profile: 'Ada', posts: [1] } })
  assert.deepEqual(entry.get().data, [1])
})

test('rule 5: what waits while the last subscriber leaves is woken, and asks again', async () => {
  const { kernel, next, asked } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  const stop = entry.subscribe(() => {})
  const waiting = entry.wait()
  assert.equal(entry.wait(), waiting)
  await settled()
  stop()
  await passed()
  await waiting
  assert.equal(entry.get().status, 'pending')
  const again = entry.wait()
  await settled()
  assert.equal(asked.length, 2)
  next()
  await next().answer({ data: { profile: 'Ada' } })
  await again
  assert.equal(entry.get().data, 'Ada')
})

test('waiting for what is there is over at once, also for an error', async () => {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  void entry.wait()
  await settled()
  await next().answer({ data: {}, errors: { profile: REFUSAL } })
  await entry.wait()
  assert.equal(entry.get().status, 'error')
})

test('data outlives a failure that may pass, and asking again keeps showing it', async () => {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada' } })
  entry.refetch()
  await settled()
  await next().break()
  assert.deepEqual([entry.get().status, entry.get().data], ['error', 'Ada'])
  entry.refetch()
  assert.equal(entry.get().data, 'Ada')
  await settled()
  await next().answer({ data: {}, errors: { profile: REFUSAL } })
  entry.refetch()
  assert.deepEqual([entry.get().status, entry.get().data], ['pending', undefined])
})

test('what failed with an error is asked for again when that error is forgotten', async () => {
  const { kernel, next, asked } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  void entry.wait()
  await settled()
  await next().answer({ error: REFUSAL }, 404)
  const { error } = entry.get()
  retryFailed(kernel, new Error('of somebody else'))
  await settled()
  assert.equal(asked.length, 1)
  let changed = 0
  const stop = watchFailed(kernel, error, () => {
    changed++
  })
  retryFailed(kernel, error)
  await settled()
  assert.deepEqual([entry.get().status, changed > 0, asked.length], ['pending', true, 2])
  stop()
})

test('a watched error hears of the data that takes its place, not of the attempt', async () => {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(profile, USER_5)
  void entry.wait()
  await settled()
  await next().answer({ error: REFUSAL }, 404)
  let changed = 0
  watchFailed(kernel, entry.get().error, () => {
    changed++
  })
  const renamed = kernel.call(rename, {})
  await settled()
  await next().answer({ result: null, invalidate: [{ context: 'user' }] })
  await renamed
  await settled()
  assert.equal(changed, 0)
  await next().answer({ data: { profile: 'Ada', posts: [] } })
  assert.equal(changed, 1)
})
