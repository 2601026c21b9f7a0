import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prefetcher } from '../src/prefetch.ts'
import { scriptedServer, settled } from './scripted-server.ts'
import { BREAKDOWN, posts, profile, USER_5 } from './subjects.ts'

const prefetchUser = prefetcher('user')
const BUNDLE = { data: { profile: 'Ada', posts: [1] } }

test('a prefetched context is shown without a request', async () => {
  const { kernel, next, asked } = scriptedServer()
  const done = prefetchUser(USER_5, { kernel })
  await settled()
  await next().answer(BUNDLE)
  await done
  assert.equal(kernel.entry(profile, USER_5).get().data, 'Ada')
  assert.deepEqual(kernel.entry(posts, USER_5).get().data, [1])
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  assert.equal(asked.length, 1)
})

test('a prefetch of what is there asks for nothing, one of what became stale asks again', async () => {
  const { kernel, next, asked } = scriptedServer()
  const first = prefetchUser(USER_5, { kernel })
  await settled()
  await next().answer(BUNDLE)
  await first
  await prefetchUser(USER_5, { kernel })
  assert.equal(asked.length, 1)
  kernel.invalidate([{ context: 'user', params: USER_5 }])
  const again = prefetchUser(USER_5, { kernel })
  await settled()
  await next().answer({ data: { profile: 'Eve', posts: [] } })
  await again
  assert.equal(kernel.entry(profile, USER_5).get().data, 'Eve')
  assert.equal(asked.length, 2)
})

test('rule 2: what was prefetched before it became stale is not shown', async () => {
  const { kernel, next } = scriptedServer()
  const early = prefetchUser(USER_5, { kernel })
  await settled()
  const overtaken = next()
  kernel.invalidate([{ context: 'user' }])
  await overtaken.answer(BUNDLE)
  await early
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  assert.equal(entry.get().status, 'pending')
  await settled()
  await next().answer({ data: { profile: 'Eve', posts: [] } })
  assert.equal(entry.get().data, 'Eve')
})

test('what is shown while it is prefetched waits for the same request', async () => {
  const { kernel, next, asked } = scriptedServer()
  void prefetchUser(USER_5, { kernel })
  await settled()
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  await next().answer(BUNDLE)
  assert.equal(entry.get().data, 'Ada')
  assert.equal(asked.length, 1)
})

test('a prefetch that fails rejects nothing, and is asked for when it is shown', async () => {
  const { kernel, next } = scriptedServer()
  const done = prefetchUser(USER_5, { kernel })
  await settled()
  await next().answer({ error: BREAKDOWN }, 500)
  await done
  const entry = kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  await next().answer(BUNDLE)
  assert.equal(entry.get().data, 'Ada')
})
