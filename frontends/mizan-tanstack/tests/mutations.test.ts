import assert from 'node:assert/strict'
import { test } from 'node:test'
import { context, mutation, query } from 'mizan-client'
import type { Asked } from '../../mizan-client/tests/scripted-server.ts'
import { passed, settled } from '../../mizan-client/tests/scripted-server.ts'
import {
  loginMutation,
  motdOptions,
  NOT_FOUND,
  pingMutation,
  postsOptions,
  profileOptions,
  renameMutation,
  type Stage,
  stage,
  USER_5,
  USER_6,
} from './stage.ts'

const ADA = { profile: { name: 'Ada' }, posts: ['Hello'] }
const EVE = { profile: { name: 'Eve' }, posts: ['Bye'] }
const REFRESHED = { result: null, invalidate: [], refreshed: [{ context: 'user', params: USER_5, data: EVE }] }

/** Show both queries of user 5, with what the server has. */
async function shown(options: Parameters<typeof stage>[0] = {}) {
  const all = stage(options)
  const [profile, posts] = [all.use(profileOptions(USER_5)), all.use(postsOptions(USER_5))]
  await settled()
  await all.next().answer({ data: ADA })
  await passed()
  return { ...all, profile, posts }
}

/** Call a mutation; its request and what it becomes. */
async function called({ call, next }: Stage, args = {}, made = renameMutation()): Promise<[Asked, Promise<unknown>]> {
  const result = call(made as ReturnType<typeof renameMutation>, args)
  result.catch(() => {})
  await settled()
  return [next(), result]
}

test('what comes with a write is there when the call settles, without a further request', async () => {
  const all = await shown()
  const [request, result] = await called(all, { user_id: 5, name: 'Eve' })
  assert.deepEqual(request.body, {
    args: { name: 'Eve', user_id: 5 },
    mounted: [{ context: 'user', params: USER_5 }],
  })
  const seen = result.then(() => [all.profile.now().data, all.posts.now().data])

  await request.answer(REFRESHED)

  assert.deepEqual(await seen, [{ name: 'Eve' }, ['Bye']])
  await passed()
  assert.equal(all.asked.length, 2)
})

test('only what is used, and enabled, is mounted', async () => {
  const all = await shown()
  all.use({ ...profileOptions(USER_6), enabled: false })
  const left = all.use(profileOptions({ user_id: 7 }))
  await settled()
  await all.next().answer({ data: EVE })
  left.leave()
  await passed()

  const [request] = await called(all)

  assert.deepEqual(request.body?.['mounted'], [{ context: 'user', params: USER_5 }])
  await request.answer({ result: null, invalidate: [] })
})

test('a call that affects nothing mounts nothing and gives its result', async () => {
  const all = await shown()
  const [request, result] = await called(all, {}, pingMutation() as never)
  assert.equal(request.body?.['mounted'], undefined)

  await request.answer({ result: 'pong' })

  assert.equal(await result, 'pong')
})

test('what is named and did not come is asked for in one request', async () => {
  const all = await shown()
  const [request, result] = await called(all)
  await request.answer({ result: null, invalidate: [{ context: 'user', params: USER_5 }] })
  await result
  await settled()
  assert.equal(all.profile.now().isFetching, true)
  assert.equal(all.profile.now().data?.name, 'Ada')

  const refetch = all.next()
  assert.deepEqual(refetch.only, ['posts', 'profile'])
  await refetch.answer({ data: EVE })

  assert.equal(all.profile.now().data?.name, 'Eve')
  assert.equal(all.profile.now().isFetching, false)
  assert.equal(all.asked.length, 3)
})

for (const [what, target, stale] of [
  ['a context', { context: 'user' }, ['5', '6']],
  ['an instance', { context: 'user', params: USER_6 }, ['6']],
  ['a part of the params', { context: 'user', params: { user_id: 6, order: 'new' } }, ['6']],
  ['other params', { context: 'user', params: { user_id: 7 } }, []],
  ['a function', { context: 'user', function: 'profile' }, ['5', '6']],
  ['another function', { context: 'user', function: 'followers' }, []],
  ['a function of an instance', { context: 'user', function: 'profile', params: USER_5 }, ['5']],
  ['another context', { context: 'global' }, []],
  ['everything', { all: true }, ['5', '6']],
] as const) {
  test(`a target that names ${what} makes stale what it matches`, async () => {
    const all = stage()
    all.use(profileOptions(USER_5))
    all.use(profileOptions(USER_6))
    await settled()
    for (const _ of '56') await all.next().answer({ data: ADA })
    const [request] = await called(all)
    const before = all.asked.length

    await request.answer({ result: null, invalidate: [target] })
    await passed()

    const asked = all.asked.slice(before).map(({ params }) => String(params['user_id']))
    assert.deepEqual(asked, stale)
  })
}

test('a target that names params matches a query that lacks them', async () => {
  const all = await shown()
  const [request] = await called(all)

  await request.answer({ result: null, invalidate: [{ context: 'user', params: { limit: 3 } }] })
  await passed()

  assert.deepEqual(all.next().only, ['posts', 'profile'])
})

test('a fetch that began before a write never overwrites what came with it', async () => {
  const all = await shown()
  void all.client.invalidateQueries({ queryKey: ['mizan', 'user'] })
  await settled()
  const late = all.next()
  const [request, result] = await called(all)

  await request.answer(REFRESHED)
  await result
  await late.answer({ data: ADA })
  await passed()

  assert.equal(all.profile.now().data?.name, 'Eve')
  assert.deepEqual(all.posts.now().data, ['Bye'])
})

test('a fetch that began before a write is not what the write’s targets wait for', async () => {
  const all = stage()
  const profile = all.use(profileOptions(USER_5))
  await settled()
  const late = all.next()
  const [request] = await called(all)
  await request.answer({ result: null, invalidate: [{ context: 'user' }] })
  await settled()

  await late.answer({ data: ADA })
  assert.equal(profile.now().data, undefined)
  await all.next().answer({ data: EVE })
  await passed()

  assert.equal(profile.now().data?.name, 'Eve')
})

test('what is overtaken on its way through TanStack does not stay, however close they are', async () => {
  for (let turns = 0; turns < 20; turns++) {
    const all = await shown()
    const refetched = all.profile.observer.refetch()
    await settled()
    const fetched = all.kernel.fetch(query('profile', context('user', ['user_id'])), USER_5)
    await settled()
    const [first, second] = [all.next(), all.next()]

    const answers = [first.answer({ data: { profile: { name: 'Bob' } } })]
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    answers.push(second.answer({ data: { profile: { name: 'Eve' } } }))
    await Promise.all([...answers, refetched, fetched])
    await passed(0)

    assert.equal(all.profile.now().data?.name, 'Eve', `${turns} turns`)
  }
})

test('two writes whose answers cross end with what the server says last', async () => {
  const all = await shown()
  const [first] = await called(all, { name: 'Bob' })
  const [second] = await called(all, { name: 'Eve' })
  const bob = { profile: { name: 'Bob' }, posts: ['Bye'] }

  await second.answer(REFRESHED)
  await first.answer({ result: null, invalidate: [], refreshed: [{ context: 'user', params: USER_5, data: bob }] })
  await settled()
  const asked = all.next()
  assert.deepEqual(asked.only, ['posts', 'profile'])
  await asked.answer({ data: EVE })
  await passed()

  assert.equal(all.profile.now().data?.name, 'Eve')
})

test('a refused write rejects, and makes nothing stale', async () => {
  const all = await shown()
  const [request, result] = await called(all)

  await request.answer({ error: NOT_FOUND }, 404)

  await assert.rejects(result, { code: 'NOT_FOUND' })
  await passed()
  assert.equal(all.asked.length, 2)
})

test('after a broken connection what the write affects is asked for', async () => {
  const all = await shown()
  const [request, result] = await called(all)

  await request.break()

  await assert.rejects(result, { code: 'NETWORK_ERROR' })
  await settled()
  assert.deepEqual(all.next().only, ['posts', 'profile'])
  assert.equal(all.asked.length, 3)
})

test('a write is never sent twice, whatever the client’s defaults are', async () => {
  const all = await shown({ config: { defaultOptions: { mutations: { retry: 3, retryDelay: 0 } } } })
  const [request, result] = await called(all)
  await request.break()

  await assert.rejects(result)
  await passed(20)

  assert.equal(all.asked.filter(({ method }) => method === 'POST').length, 1)
})

test('a query that left is asked for again if a write made it stale, and is not if none did', async () => {
  const all = await shown()
  const other = all.use(profileOptions(USER_6))
  await settled()
  await all.next().answer({ data: ADA })
  for (const each of [all.profile, all.posts, other]) each.leave()
  await passed()
  const [request] = await called(all)
  await request.answer({ result: null, invalidate: [{ context: 'user', params: USER_5 }] })
  await passed()
  const before = all.asked.length

  const [stale, fresh] = [all.use(profileOptions(USER_5)), all.use(profileOptions(USER_6))]
  await settled()
  assert.equal(all.asked.length, before + 1)
  await all.next().answer({ data: EVE })

  assert.equal(stale.now().data?.name, 'Eve')
  assert.equal(fresh.now().data?.name, 'Ada')
})

test('a loader does not get what a write made stale', async () => {
  const all = await shown()
  for (const each of [all.profile, all.posts]) each.leave()
  await passed()
  const [request] = await called(all)
  await request.answer({ result: null, invalidate: [{ context: 'user', params: USER_5 }] })

  const loaded = all.client.fetchQuery(profileOptions(USER_5))
  await settled()
  await all.next().answer({ data: EVE })

  assert.deepEqual(await loaded, { name: 'Eve' })
})

test('after a login nothing of the old identity is shown, used or not', async () => {
  const all = await shown()
  const left = all.use(motdOptions())
  await settled()
  await all.next().answer({ data: { motd: 'Hello Ada' } })
  left.leave()
  void all.profile.observer.refetch()
  await settled()
  const late = all.next()
  const [request, result] = await called(all, {}, loginMutation() as never)
  const seen = result.then(() => [all.profile.now().data, all.client.getQueryData(motdOptions().queryKey)])

  await request.answer({ result: null, invalidate: [{ all: true }] })
  await late.answer({ data: ADA })

  assert.deepEqual(await seen, [undefined, undefined])
  assert.equal(all.profile.now().status, 'pending')
  await passed()
  assert.equal(all.profile.now().status, 'pending')
  await all.next().answer({ data: EVE })
  assert.equal(all.profile.now().data?.name, 'Eve')
  assert.deepEqual(all.posts.now().data, ['Bye'])
})

test('a login resets what is shown but disabled', async () => {
  const all = await shown()
  const disabled = all.use({ ...profileOptions(USER_6), enabled: false })
  all.client.setQueryData(profileOptions(USER_6).queryKey, { name: 'Bob' })
  const [request, result] = await called(all, {}, loginMutation() as never)

  await request.answer({ result: null, invalidate: [{ all: true }] })
  await result
  assert.equal(disabled.now().data, undefined)
  await all.next().answer({ data: ADA })
  disabled.observer.setOptions(profileOptions(USER_6))
  await settled()
  await all.next().answer({ data: EVE })

  assert.equal(disabled.now().data?.name, 'Eve')
})

test('a query that is used with other params of its context is mounted with those', async () => {
  const all = stage()
  const profile = all.use(profileOptions({ user_id: 5, limit: 1 }))
  await settled()
  await all.next().answer({ data: ADA })

  for (const limit of [2, 3]) {
    profile.observer.setOptions(profileOptions({ user_id: 5, limit }))
    await passed()
    const [request] = await called(all)
    assert.deepEqual(request.body?.['mounted'], [{ context: 'user', params: { user_id: 5, limit } }])
    await request.answer({ result: null, invalidate: [] })
  }
  profile.leave()
  await passed()

  const [request] = await called(all)
  assert.equal(request.body?.['mounted'], undefined)
})

test('a login forgets what is there also where nothing is used', async () => {
  const all = await shown()
  for (const each of [all.profile, all.posts]) each.leave()
  const [request, result] = await called(all, {}, loginMutation() as never)

  await request.answer({ result: null, invalidate: [{ all: true }] })
  await result

  assert.deepEqual(all.client.getQueryCache().getAll(), [])
})

test('a reset of the kernel forgets as well', async () => {
  const all = await shown()
  all.posts.leave()

  all.kernel.reset()
  await settled()

  assert.equal(all.profile.now().data, undefined)
  assert.equal(all.client.getQueryData(postsOptions(USER_5).queryKey), undefined)
  await all.next().answer({ data: EVE })
  assert.equal(all.profile.now().data?.name, 'Eve')
})

/** As TanStack's guide has it, without the way back. */
function optimistic({ client }: Stage) {
  const { queryKey } = profileOptions(USER_5)
  return {
    ...renameMutation(),
    onMutate: async () => {
      await client.cancelQueries({ queryKey })
      client.setQueryData(queryKey, { name: 'Draft' })
    },
  }
}

test('a draft stays until the answer takes its place, whatever arrives meanwhile', async () => {
  const all = await shown()
  void all.client.invalidateQueries({ queryKey: profileOptions(USER_5).queryKey })
  await settled()
  const late = all.next()
  const [request, result] = await called(all, {}, optimistic(all))
  assert.equal(all.profile.now().data?.name, 'Draft')

  await late.answer({ data: { profile: { name: 'Old' } } })
  await passed()
  assert.equal(all.profile.now().data?.name, 'Draft')
  await request.answer({ result: null, invalidate: [{ context: 'user' }] })
  await result
  await settled()
  assert.equal(all.profile.now().data?.name, 'Draft')
  await all.next().answer({ data: EVE })

  assert.equal(all.profile.now().data?.name, 'Eve')
})

test('a draft is taken back when the call fails', async () => {
  const all = await shown()
  const [request, result] = await called(all, {}, optimistic(all))
  assert.equal(all.profile.now().data?.name, 'Draft')

  await request.answer({ error: NOT_FOUND }, 404)
  await assert.rejects(result)

  assert.equal(all.profile.now().data?.name, 'Ada')
})

test('a draft of another context is none of a call’s business', async () => {
  const all = await shown()
  all.client.setQueryData(profileOptions(USER_5).queryKey, { name: 'Pushed' })
  const [request] = await called(all, {}, pingMutation() as never)

  await request.answer({ result: 'pong' })
  await passed()

  assert.equal(all.profile.now().data?.name, 'Pushed')
})

test('calls that nobody made through TanStack count as well', async () => {
  const all = await shown()
  const result = all.kernel.call(mutation('rename', ['user']), { name: 'Eve' })
  await settled()
  await all.next().answer(REFRESHED)
  await result

  assert.equal(all.profile.now().data?.name, 'Eve')
})

test('arguments that are no JSON are refused before anything is sent', async () => {
  const all = await shown()

  await assert.rejects(all.call(renameMutation(), { user_id: Number.NaN }), { code: 'BAD_REQUEST' })
  await passed()

  assert.equal(all.asked.length, 1)
})
