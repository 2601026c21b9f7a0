import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dehydrate, hydrate, notifyManager, QueryClient } from '@tanstack/query-core'
import { context, query } from 'mizan-client'
import { passed, settled } from '../../mizan-client/tests/scripted-server.ts'
import { connector } from '../src/index.ts'
import { connectMizan, motdOptions, NOT_FOUND, postsOptions, profileOptions, stage, USER_5, USER_6 } from './stage.ts'

const ADA = { profile: { name: 'Ada' }, posts: ['Hello'] }
const EVE = { profile: { name: 'Eve' }, posts: ['Bye'] }

test('a key names the context, the function and the params of its own', () => {
  assert.deepEqual(profileOptions({ user_id: 5, limit: 1 }).queryKey, ['mizan', 'user', 'profile', { user_id: 5 }])
  assert.deepEqual(postsOptions({ user_id: 5, limit: undefined }).queryKey, ['mizan', 'user', 'posts', { user_id: 5 }])
  assert.deepEqual(motdOptions().queryKey, ['mizan', 'global', 'motd', {}])
})

test('params that TanStack cannot tell apart have keys that it can', () => {
  const [one, two] = ['{"__proto__":1}', '{"__proto__":2}'].map((text) => profileOptions({ user_id: JSON.parse(text) }))

  const client = new QueryClient()
  client.setQueryData(one!.queryKey, { name: 'Ada' })

  assert.equal(client.getQueryData(two!.queryKey), undefined)
})

test('queries of one context that are used in one turn are one request', async () => {
  const { use, asked, next } = stage()
  const [profile, posts] = [use(profileOptions(USER_5)), use(postsOptions(USER_5))]
  await settled()
  assert.equal(profile.now().status, 'pending')

  await next().answer({ data: ADA })

  assert.equal(profile.now().data?.name, 'Ada')
  assert.deepEqual(posts.now().data, ['Hello'])
  assert.deepEqual(
    asked.map(({ path, params, only }) => [path, params, only]),
    [['context/user', USER_5, undefined]],
  )
})

test('what came with the first query of a context needs no request', async () => {
  const { use, asked, next } = stage()
  use(profileOptions(USER_5))
  await settled()
  await next().answer({ data: ADA })

  const posts = use(postsOptions(USER_5))
  await passed()

  assert.deepEqual(posts.now().data, ['Hello'])
  assert.equal(asked.length, 1)
})

test('a prefetch, a loader and a component share one request', async () => {
  const { client, use, asked, next } = stage()
  const loaded = client.fetchQuery(profileOptions(USER_5))
  await settled()
  await next().answer({ data: ADA })
  assert.deepEqual(await loaded, { name: 'Ada' })

  await client.prefetchQuery(profileOptions(USER_5))
  assert.deepEqual(await client.ensureQueryData(postsOptions(USER_5)), ['Hello'])
  const profile = use(profileOptions(USER_5))
  await passed()

  assert.equal(profile.now().data?.name, 'Ada')
  assert.equal(asked.length, 1)
})

test('a client that nobody connected uses the page’s own kernel, and says so by the request', async (context) => {
  const urls: string[] = []
  context.mock.method(globalThis, 'fetch', async (url: string) => {
    urls.push(url)
    return Response.json({ data: ADA })
  })
  const { client } = stage({ connect: false })

  assert.deepEqual(await client.fetchQuery(profileOptions(USER_5)), { name: 'Ada' })
  assert.deepEqual(urls, ['/api/mizan/context/user?params=%7B%22user_id%22%3A5%7D'])
})

test('a refused query fails at once, with the error of its function alone', async () => {
  const { use, asked, next } = stage()
  const [profile, posts] = [use(profileOptions(USER_5)), use(postsOptions(USER_5))]
  await settled()

  await next().answer({ data: { posts: [] }, errors: { profile: NOT_FOUND } })
  await passed()

  assert.equal(profile.now().error?.code, 'NOT_FOUND')
  assert.equal(profile.now().fetchStatus, 'idle')
  assert.deepEqual(posts.now().data, [])
  assert.equal(asked.length, 1)
})

test('a failed query is asked for again by refetch', async () => {
  const { use, next } = stage()
  const profile = use(profileOptions(USER_5))
  await settled()
  await next().answer({ error: NOT_FOUND }, 404)
  await passed()
  assert.equal(profile.now().status, 'error')

  const again = profile.observer.refetch()
  await settled()
  await next().answer({ data: ADA })

  assert.equal((await again).data?.name, 'Ada')
})

test('a transient failure keeps the data and tells of it', async () => {
  const { use, next } = stage()
  const profile = use(profileOptions(USER_5))
  await settled()
  await next().answer({ data: ADA })

  void profile.observer.refetch()
  await settled()
  await next().break()
  await passed()

  assert.equal(profile.now().data?.name, 'Ada')
  assert.equal(profile.now().error?.code, 'NETWORK_ERROR')
})

test('refetches of one context in one turn are one request for a part of it', async () => {
  const { client, use, asked, next } = stage()
  const [profile] = [use(profileOptions(USER_5)), use(postsOptions(USER_5)), use(profileOptions(USER_6))]
  await settled()
  await next().answer({ data: ADA })
  await next().answer({ data: EVE })

  const done = client.invalidateQueries({ queryKey: ['mizan', 'user'] })
  await settled()
  assert.equal(asked.length, 4)
  const [first, second] = [next(), next()]
  assert.deepEqual([first.only, second.only], [['posts', 'profile'], ['profile']])
  assert.equal(profile.now().isFetching, true)
  await first.answer({ data: EVE })
  await second.answer({ data: ADA })
  await done

  assert.equal(profile.now().data?.name, 'Eve')
  assert.equal(profile.now().isStale, false)
})

test('a disabled query loads nothing until it is enabled', async () => {
  const { use, asked, next } = stage()
  const profile = use({ ...profileOptions(USER_5), enabled: false })
  await passed()
  assert.equal(asked.length, 0)

  profile.observer.setOptions(profileOptions(USER_5))
  await settled()
  await next().answer({ data: ADA })

  assert.equal(profile.now().data?.name, 'Ada')
})

test('a request that nobody needs any more is aborted', async () => {
  const { use, next } = stage()
  const profile = use(profileOptions(USER_5))
  await settled()
  const request = next()

  profile.leave()
  await passed()

  assert.equal(request.signal.aborted, true)
})

test('other params in one component are another query', async () => {
  const { use, next } = stage()
  const profile = use(profileOptions(USER_5))
  await settled()
  const first = next()

  profile.observer.setOptions(profileOptions(USER_6))
  await passed()
  await next().answer({ data: EVE })

  assert.equal(first.signal.aborted, true)
  assert.equal(profile.now().data?.name, 'Eve')
})

test('a component that leaves and comes back, as in StrictMode, asks once', async () => {
  const { use, asked, next } = stage()
  use(profileOptions(USER_5)).leave()
  const profile = use(profileOptions(USER_5))
  await passed()

  await next().answer({ data: ADA })

  assert.equal(profile.now().data?.name, 'Ada')
  assert.equal(asked.length, 1)
})

test('what TanStack was told to forget is asked for again', async () => {
  for (const forget of ['clear', 'removeQueries', 'resetQueries'] as const) {
    const { client, use, asked, next } = stage()
    use(profileOptions(USER_5)).leave()
    const loaded = client.fetchQuery(profileOptions(USER_5))
    await settled()
    await next().answer({ data: ADA })
    await loaded

    client[forget]()
    const profile = use(profileOptions(USER_5))
    await settled()
    assert.equal(profile.now().data, undefined)
    await next().answer({ data: EVE })

    assert.equal(profile.now().data?.name, 'Eve')
    assert.equal(asked.length, 2)
  }
})

test('a reset of what is shown asks the server', async () => {
  const { client, use, next } = stage()
  const profile = use(profileOptions(USER_5))
  await settled()
  await next().answer({ data: ADA })

  const reset = client.resetQueries({ queryKey: profileOptions(USER_5).queryKey })
  await settled()
  assert.equal(profile.now().status, 'pending')
  await next().answer({ data: EVE })
  await reset

  assert.equal(profile.now().data?.name, 'Eve')
})

test('a query that was invalidated while nobody used it is asked for when somebody does', async () => {
  const { client, use, asked, next } = stage()
  const first = use(profileOptions(USER_5))
  await settled()
  await next().answer({ data: ADA })
  first.leave()

  await client.invalidateQueries({ queryKey: ['mizan'] })
  await passed()
  assert.equal(asked.length, 1)
  const profile = use(profileOptions(USER_5))
  await settled()
  assert.equal(profile.now().data?.name, 'Ada')
  await next().answer({ data: EVE })

  assert.equal(profile.now().data?.name, 'Eve')
})

test('a loader does not get what was invalidated while nobody used it', async () => {
  const { client, use, next } = stage()
  const first = use(profileOptions(USER_5))
  await settled()
  await next().answer({ data: ADA })
  first.leave()
  await client.invalidateQueries({ queryKey: ['mizan'] })

  const loaded = client.fetchQuery(profileOptions(USER_5))
  await settled()
  await next().answer({ data: EVE })

  assert.deepEqual(await loaded, { name: 'Eve' })
})

test('hydrated queries are shown at once, and asked for as one', async () => {
  const before = new QueryClient()
  before.setQueryData(profileOptions(USER_5).queryKey, ADA.profile)
  before.setQueryData(postsOptions(USER_5).queryKey, ADA.posts)
  const { client, use, asked, next } = stage()
  hydrate(client, dehydrate(before))

  const profile = use(profileOptions(USER_5))
  use(postsOptions(USER_5))
  assert.equal(profile.now().data?.name, 'Ada')
  await settled()
  await next().answer({ data: EVE })

  assert.equal(profile.now().data?.name, 'Eve')
  assert.equal(asked.length, 1)
})

test('queries that were shown before the client was connected are kept fresh, too', async () => {
  const { client, kernel, use, next } = stage({ connect: false })
  client.setQueryData(profileOptions(USER_5).queryKey, ADA.profile)
  const profile = use(profileOptions(USER_5))

  connectMizan(client, { kernel })
  await settled()
  await next().answer({ data: EVE })

  assert.equal(profile.now().data?.name, 'Eve')
})

test('another connection takes the place of the first', async () => {
  const { client, use, next, asked } = stage()
  const other = stage({ connect: false })
  const profile = use(profileOptions(USER_5))
  await settled()
  await next().answer({ data: ADA })

  connectMizan(client, { kernel: other.kernel })
  await settled()
  await other.next().answer({ data: EVE })
  assert.equal(profile.now().data?.name, 'Eve')
  void profile.observer.refetch()
  await settled()

  assert.equal(asked.length, 1)
  assert.equal(other.asked.length, 2)
})

test('options that are undefined leave the defaults alone', async (context) => {
  const urls: string[] = []
  context.mock.method(globalThis, 'fetch', async (url: string) => {
    urls.push(url)
    return Response.json({ data: { motd: 'Hi' } })
  })
  const { client } = stage({ connect: false })
  connector({ baseUrl: (path) => `/shop/${path.length}` })(client, { baseUrl: undefined, retries: 0 })

  await client.fetchQuery(motdOptions())

  assert.deepEqual(urls, ['/shop/14/context/global'])
})

test('what the kernel’s own users see changes TanStack’s queries, and back', async () => {
  const { kernel, use, next } = stage()
  const profile = use(profileOptions(USER_5))
  await settled()
  await next().answer({ data: ADA })

  const described = query('profile', context('user', ['user_id']))
  const fetched = kernel.fetch(described, USER_5)
  await settled()
  await next().answer({ data: { profile: { name: 'Eve' } } })
  await fetched

  assert.equal(profile.now().data?.name, 'Eve')
  void profile.observer.refetch()
  await settled()
  await next().answer({ data: { profile: { name: 'Bob' } } })
  assert.deepEqual(kernel.entry(described, USER_5).get().data, { name: 'Bob' })
})

test('both halves of a bundle are told in one turn', async () => {
  const { client, use, next } = stage()
  const [profile, posts] = [use(profileOptions(USER_5)), use(postsOptions(USER_5))]
  await settled()
  await next().answer({ data: ADA })
  await passed()
  const screen = { profile: '', posts: '' }
  const seen = new Set<string>()
  // As TanStack's adapters listen, and as a framework paints what one task changed.
  const paint = () => seen.add(`${screen.profile} ${screen.posts}`)
  profile.observer.subscribe(
    notifyManager.batchCalls(({ data }) => {
      screen.profile = data?.name ?? ''
      queueMicrotask(paint)
    }),
  )
  posts.observer.subscribe(
    notifyManager.batchCalls(({ data }) => {
      screen.posts = String(data)
      queueMicrotask(paint)
    }),
  )

  void client.invalidateQueries({ queryKey: ['mizan', 'user'] })
  await passed()
  await next().answer({ data: EVE })
  await passed()

  assert.deepEqual([...seen], ['Ada Hello', 'Eve Bye'])
})

test('data keeps the identity of parts that did not change', async () => {
  const { use, next } = stage()
  const posts = use(postsOptions(USER_5))
  await settled()
  await next().answer({ data: ADA })
  const before = posts.now().data

  void posts.observer.refetch()
  await settled()
  await next().answer({ data: structuredClone(ADA) })

  assert.equal(posts.now().data, before)
})
