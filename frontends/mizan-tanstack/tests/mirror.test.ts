import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { QueryClient } from '@tanstack/query-core'
import { context, isMizanError, mutation, query } from 'mizan-client'
import { passed, settled } from '../../mizan-client/tests/scripted-server.ts'
import { mirror } from '../src/mirror.ts'
import { NOT_FOUND, profileOptions, stage, USER_5 } from './stage.ts'

const KEY = profileOptions(USER_5).queryKey
const ADA = { profile: { name: 'Ada' } }
const EVE = { profile: { name: 'Eve' } }
const described = query('profile', context('user', ['user_id']))
const rename = mutation('rename', ['user'])

/** A kernel with a mirror in a client of its own, and what Devtools would show of one query. */
function mirrored(connect = false) {
  const all = stage({ connect })
  const stop = mirror(all.kernel, all.client)
  const image = () => all.client.getQueryCache().find({ queryKey: KEY })
  const use = () => all.kernel.entry(described, USER_5).subscribe(() => {})
  return { ...all, component: all.use, stop, image, state: () => image()?.state, use }
}

test('entries appear as queries, with their state, data, age and users', async () => {
  const { next, use, image, state, client } = mirrored()
  assert.deepEqual(client.getQueryCache().getAll(), [])

  const leave = use()
  await settled()
  assert.deepEqual([state()?.status, state()?.fetchStatus, image()?.getObserversCount()], ['pending', 'fetching', 1])
  const before = Date.now()
  await next().answer({ data: ADA })

  assert.deepEqual([state()?.status, state()?.fetchStatus, state()?.data], ['success', 'idle', { name: 'Ada' }])
  assert.ok(Number(state()?.dataUpdatedAt) >= before)
  leave()
  assert.equal(image()?.getObserversCount(), 0)
})

test('an error appears, and the data that was known', async () => {
  const { next, use, kernel, state } = mirrored()
  use()
  await settled()
  await next().answer({ data: ADA })
  kernel.entry(described, USER_5).refetch()
  await settled()

  await next().answer({ error: NOT_FOUND }, 404)

  assert.deepEqual([state()?.status, state()?.data], ['error', { name: 'Ada' }])
  assert.ok(isMizanError(state()?.error, 'NOT_FOUND'))
})

test('what a suspended component waits for appears', async () => {
  const { next, kernel, state } = mirrored()
  const waited = kernel.entry(described, USER_5).wait()
  await settled()

  await next().answer({ data: ADA })
  await waited
  await settled()

  assert.deepEqual(state()?.data, { name: 'Ada' })
})

test('looking loads nothing, keeps nothing in use and mounts nothing', async () => {
  const { next, use, kernel, asked, image } = mirrored()
  kernel.entry(described, { user_id: 6 })
  const leave = use()
  await settled()
  await next().answer({ data: ADA })
  assert.ok(image())
  leave()
  await passed()

  void kernel.call(rename, { user_id: 5, name: 'Eve' })
  await settled()
  assert.equal(next().body?.['mounted'], undefined)
  assert.equal(asked.length, 2)
})

test('a write appears in what nobody is told of', async () => {
  const { next, use, kernel, state } = mirrored()
  const leave = use()
  await settled()
  await next().answer({ data: ADA })
  leave()
  const mounted = kernel.mount('user', USER_5)
  await passed()
  const called = kernel.call(rename, { user_id: 5, name: 'Eve' })
  await settled()

  await next().answer({ result: null, refreshed: [{ context: 'user', params: USER_5, data: EVE }] })
  await called
  await settled()

  assert.deepEqual(state()?.data, { name: 'Eve' })
  mounted()
})

for (const [what, act] of [
  ['a refetch', (client: QueryClient) => client.getQueryCache().find({ queryKey: KEY })?.fetch()],
  ['an invalidation', (client: QueryClient) => client.invalidateQueries({ queryKey: KEY })],
] as const) {
  test(`${what} in the Devtools asks the server, once, for all who use the entry`, async () => {
    const { next, use, kernel, client, asked, state } = mirrored()
    use()
    await settled()
    await next().answer({ data: ADA })

    void act(client)
    await settled()
    assert.equal(state()?.fetchStatus, 'fetching')
    await next().answer({ data: EVE })
    await passed()

    assert.deepEqual([state()?.data, state()?.fetchStatus], [{ name: 'Eve' }, 'idle'])
    assert.deepEqual(kernel.entry(described, USER_5).get().data, { name: 'Eve' })
    assert.equal(asked.length, 2)
  })
}

test('whatever else is done in the Devtools is undone, and never reaches the kernel', async () => {
  const { next, use, kernel, client, image, state, asked } = mirrored()
  use()
  await settled()
  await next().answer({ data: ADA })

  client.setQueryData(KEY, { name: 'Mallory' })
  assert.deepEqual(state()?.data, { name: 'Ada' })
  image()?.setState({ data: undefined, status: 'pending' })
  assert.deepEqual(state()?.data, { name: 'Ada' })
  await client.resetQueries({ queryKey: KEY })
  assert.deepEqual(state()?.data, { name: 'Ada' })

  assert.deepEqual(kernel.entry(described, USER_5).get().data, { name: 'Ada' })
  assert.equal(asked.length, 1)
})

test('what was removed in the Devtools comes back when it changes', async () => {
  const { next, use, kernel, client, state } = mirrored()
  use()
  await settled()
  await next().answer({ data: ADA })

  client.clear()
  assert.equal(state(), undefined)
  kernel.entry(described, USER_5).refetch()
  await settled()
  await next().answer({ data: EVE })

  assert.deepEqual(state()?.data, { name: 'Eve' })
})

test('a client that is connected, too, shows one query for both', async () => {
  const { client, kernel, next, use, component } = mirrored(true)
  const leave = use()
  await settled()
  await next().answer({ data: ADA })
  const profile = component(profileOptions(USER_5))
  await passed()
  assert.equal(client.getQueryCache().getAll().length, 1)
  assert.deepEqual(profile.now().data, { name: 'Ada' })

  leave()
  kernel.entry(described, USER_5).refetch()
  await settled()
  await next().answer({ data: EVE })
  await passed()
  assert.deepEqual(profile.now().data, { name: 'Eve' })
  profile.leave()
  await passed()

  void kernel.call(rename, { user_id: 5, name: 'Bob' })
  await settled()
  assert.equal(next().body?.['mounted'], undefined)
})

test('a mirror that was stopped shows nothing new', async () => {
  const { next, use, kernel, stop, image, state } = mirrored()
  use()
  await settled()
  await next().answer({ data: ADA })

  stop()
  kernel.entry(described, USER_5).refetch()
  await settled()
  await next().answer({ data: EVE })

  assert.deepEqual(state()?.data, { name: 'Ada' })
  assert.equal(image()?.getObserversCount(), 0)
})
