import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from './live-stage.ts'
import { login, profile, rename } from './subjects.ts'

const FIVE = { user_id: 5 }
const SIX = { user_id: 6 }
const named = (params: object) => ({ context: 'user', params })
const watch = (params: object, position = 1) => ({ ...named(params), topic: `${position}.0.mac` })

/** Two tabs that show one user each, of which the first leads. */
async function pair(...given: Parameters<typeof stage>) {
  const all = stage(...given)
  const open = async (name: string, params: object) => {
    const tab = all.tab(name)
    tab.run(() => tab.kernel.entry(profile, { ...params }).subscribe(() => {}))
    await all.pass(100)
    return tab
  }
  const a = await open('a', FIVE)
  const stream = await all.ready()
  const b = await open('b', SIX)
  await all.pass(100)
  return { ...all, open, a, b, stream }
}

test('tabs of one browser share one stream, which watches what any of them shows', async (context) => {
  const { a, b, streams, bodies } = await pair(context)
  assert.equal(streams.length, 1)
  assert.deepEqual(bodies('live/c1'), [
    { watch: [watch(FIVE)], unwatch: [] },
    { watch: [watch(SIX)], unwatch: [] },
  ])
  assert.deepEqual([a.live.status(), b.live.status()], ['open', 'open'])
})

test('the leader tells the others what came', async (context) => {
  const { stream, pass, take } = await pair(context)
  take()
  stream.event('stale', { targets: [named(SIX)] })
  await pass(1000)
  assert.deepEqual(take(), ['b GET context/user?params={"user_id":6} profile'])
  stream.event('stale', { targets: [{ all: true }] })
  await pass(1000)
  assert.deepEqual(take().sort(), [
    'a GET context/user?params={"user_id":5} profile',
    'b GET context/user?params={"user_id":6} profile',
  ])
  stream.event('gap', {})
  await pass(1000)
  assert.equal(take().length, 2)
})

test('each tab skips what it did itself, and only that', async (context) => {
  const { open, asked, stream, pass, take } = await pair(context)
  await open('c', SIX)
  const origin = asked.find(({ tab, path }) => tab === 'b' && path !== 'live')!.headers.get('mizan-origin')
  take()
  stream.event('stale', { targets: [named(SIX)], origin })
  await pass(1000)
  assert.deepEqual(take(), ['c GET context/user?params={"user_id":6} profile'])
})

test('an instance is left when the last tab leaves it', async (context) => {
  const { open, pass, bodies, b } = await pair(context)
  const c = await open('c', {})
  const leave = c.mount(SIX)
  await pass(100)
  leave()
  await pass(200)
  assert.deepEqual(
    bodies('live/c1').flatMap((each) => each!.unwatch as []),
    [],
  )
  b.window('pagehide')
  await pass(200)
  assert.deepEqual(bodies('live/c1').at(-1), { watch: [], unwatch: [named(SIX)] })
})

test('a tab that shows what another one shows has it watched from where it read itself', async (context) => {
  const { open, server, bodies } = await pair(context)
  server.position = 4
  await open('c', FIVE)
  assert.deepEqual(bodies('live/c1').at(-1), { watch: [watch(FIVE, 4)], unwatch: [] })
})

test('when the tab of the leader closes, freezes or crashes, another leads within a second and misses nothing', async (context) => {
  const ways = {
    closes: (tab: { window(type: string): void }) => tab.window('pagehide'),
    freezes: (tab: { page(type: string): void }) => tab.page('freeze'),
    stops: (tab: { live: { stop(): void } }) => tab.live.stop(),
    crashes: (tab: { crash(): void }) => tab.crash(),
  }
  for (const [name, way] of Object.entries(ways)) {
    await context.test(name, async (context) => {
      const { a, b, open, server, streams, stream, pass, ready, bodies, take } = await pair(context)
      await open('c', { user_id: 7 })
      server.position = 2
      stream.event('stale', { targets: [named(SIX)] })
      await pass(1000)
      take()
      way(a as never)
      await pass(1000)
      assert.deepEqual(take(), ['b GET live'])
      assert.equal(streams.length, 2)
      assert.equal(b.live.status(), 'connecting')
      await ready()
      await pass(100)
      const all = bodies('live/c2').flatMap((each) => each!.watch as [])
      assert.deepEqual(all, [watch(SIX, 2), watch({ user_id: 7 })])
      assert.equal(b.live.status(), 'open')
    })
  }
})

test('a tab that comes back follows, and has watched what it shows', async (context) => {
  const { a, streams, pass, ready, bodies } = await pair(context)
  a.window('pagehide')
  await pass(100)
  await ready()
  a.window('pageshow', { persisted: true })
  await pass(200)
  assert.equal(streams.length, 2)
  assert.deepEqual(bodies('live/c2').at(-1), { watch: [watch(FIVE)], unwatch: [] })
  assert.equal(a.live.status(), 'open')
})

test('after a reconnect of the leader the others are watched again, too', async (context) => {
  const { stream, pass, ready, bodies } = await pair(context)
  stream.end()
  await pass(1000)
  await ready()
  await pass(100)
  assert.deepEqual(
    bodies('live/c2').flatMap((each) => each!.watch as []),
    [watch(FIVE), watch(SIX)],
  )
})

test('a tab is told that the server takes its topic no more', async (context) => {
  const { stream, server, pass, take } = await pair(context)
  take()
  server.position = 3
  stream.event('watching', { watch: [], refused: [named(SIX)] })
  await pass(1000)
  assert.deepEqual(take(), ['b GET context/user?params={"user_id":6} profile', 'a POST live/c1'])
})

test('a server without live updates is asked by the leader alone', async (context) => {
  const all = stage(context)
  context.mock.method(console, 'info', () => {})
  all.server.answer = ({ path }) => (path === 'live' ? { status: 501 } : undefined)
  const [a, b] = [all.tab('a'), all.tab('b')]
  a.mount(FIVE)
  await all.pass(200)
  b.mount(FIVE)
  await all.pass(60_000)
  assert.equal(all.asked.filter(({ path }) => path === 'live').length, 1)
  assert.deepEqual([a.live.status(), b.live.status()], ['closed', 'closed'])
})

test('what one tab wrote the server tells the others once, and they ask once', async (context) => {
  const { a, open, server, stream, pass, take, asked } = await pair(context)
  await open('c', FIVE)
  server.answer = ({ path }) =>
    path === 'call/rename' ? { body: { result: null, invalidate: [named(FIVE)] } } : undefined
  const origin = asked.find(({ tab }) => tab === 'a')!.headers.get('mizan-origin')
  for (const isFirst of [true, false]) {
    take()
    if (isFirst) stream.event('stale', { targets: [named(FIVE)], origin })
    await a.kernel.call(rename, {})
    if (!isFirst) stream.event('stale', { targets: [named(FIVE)], origin })
    await pass(5000)
    assert.deepEqual(take().sort(), [
      'a GET context/user?params={"user_id":5} profile',
      'a POST call/rename',
      'c GET context/user?params={"user_id":5} profile',
    ])
  }
})

test('where the server is late to tell, the tabs go by what they heard from each other', async (context) => {
  const { a, open, server, pass, take } = await pair(context)
  await open('c', FIVE)
  server.answer = ({ path }) =>
    path === 'call/rename' ? { body: { result: null, invalidate: [named(FIVE)] } } : undefined
  take()
  await a.kernel.call(rename, {})
  await pass(900)
  assert.deepEqual(
    take().filter((each) => each.startsWith('c')),
    [],
  )
  await pass(600)
  assert.deepEqual(take(), ['c GET context/user?params={"user_id":5} profile'])
})

test('another identity in one tab is another one in all, on one new stream', async (context) => {
  const { a, b, server, stream, streams, pass, ready, bodies } = await pair(context)
  server.position = 8
  server.answer = ({ path }) =>
    path === 'call/login' ? { body: { result: null, invalidate: [{ all: true }] } } : undefined
  await b.kernel.call(login, {})
  assert.equal(a.kernel.entry(profile, FIVE).get().status, 'pending')
  await pass(1000)
  assert.equal(stream.isOpen, false)
  assert.equal(streams.length, 2)
  await ready()
  await pass(100)
  assert.deepEqual(
    bodies('live/c2').flatMap((each) => each!.watch as []),
    [watch(FIVE, 8), watch(SIX, 8)],
  )
  assert.equal(b.live.status(), 'open')
})

test('so it is where the tab that signs in shows nothing yet', async (context) => {
  const { a, tab, server, pass } = await pair(context)
  server.answer = ({ path }) =>
    path === 'call/login' ? { body: { result: null, invalidate: [{ all: true }] } } : undefined
  const states: string[] = []
  const entry = a.kernel.entry(profile, FIVE)
  entry.subscribe(() => states.push(entry.get().status))
  const form = tab('form')
  await form.run(() => form.kernel.call(login, {}))
  await pass(100)
  assert.equal(states[0], 'pending')
})

test('a program that says itself that somebody else is here has another stream, wherever it is', async (context) => {
  const { b, streams, pass } = await pair(context)
  b.kernel.reset()
  await pass(1000)
  assert.deepEqual(
    streams.map(({ isOpen }) => isOpen),
    [false, true],
  )
})

test('tabs of different users share nothing', async (context) => {
  const all = stage(context)
  const [a, b] = [all.tab('a', {}, { shared: false }), all.tab('b', {}, { shared: false })]
  a.mount(FIVE)
  b.mount(FIVE)
  await all.pass(200)
  assert.equal(all.streams.length, 2)
  assert.deepEqual(all.said, [])
  assert.deepEqual(all.bus.names(), [])
})

test('so do tabs of different servers', async (context) => {
  const all = stage(context)
  const [a, b] = [all.tab('a'), all.tab('b', { baseUrl: '/other' })]
  a.mount(FIVE)
  b.mount(FIVE)
  await all.pass(200)
  const paths = all.asked.map(({ path }) => path)
  assert.ok(paths.includes('live') && paths.includes('/other/live'))
})

test('without locks, or without channels, every tab that is seen has a stream of its own', async (context) => {
  for (const platform of ['no locks', 'nothing'] as const) {
    await context.test(platform, async (context) => {
      const { a, b, streams, stream, pass, bodies, ready, take, said } = await pair(context, { platform })
      assert.equal(streams.length, 2)
      streams[1]!.event('ready', { connection: 'c2' })
      await pass(100)
      streams[1]!.event('stale', { targets: [named(FIVE)] })
      await pass(1000)
      assert.deepEqual(said, [])
      take()
      // Browsers open few connections to one server: those of hidden tabs would be missed by the ones seen.
      a.see('hidden')
      await pass(100)
      assert.equal(stream.isOpen, false)
      assert.deepEqual([a.live.status(), b.live.status()], ['connecting', 'open'])
      a.see('visible')
      await ready()
      assert.deepEqual(bodies('live/c3'), [{ watch: [watch(FIVE)], unwatch: [] }])
    })
  }
})

test('a tab that is opened in the background there waits until it is seen', async (context) => {
  const all = stage(context, { platform: 'nothing' })
  const tab = all.tab('a')
  tab.see('hidden')
  tab.mount(FIVE)
  await all.pass(500)
  assert.equal(all.streams.length, 0)
  tab.see('visible')
  await all.pass(100)
  assert.equal(all.streams.length, 1)
})

test('what is said on the channel by nobody of us does no harm', async (context) => {
  const { a, b, bus, pass, take } = await pair(context)
  take()
  const bodies = [undefined, null, 5, 'x', [], {}, { targets: 5 }, { watch: 5, unwatch: [{}], tab: {} }, [[[]]]]
  for (const type of ['want', 'bye', 'hello', 'refused', 'status', 'dance', '__proto__', 'toString']) {
    for (const body of bodies) bus.say(JSON.stringify([1, type, body]))
  }
  for (const data of [undefined, {}, 'nothing', '[', '[]', '7', '[2,"stale",{}]', '["1","stale",{}]']) bus.say(data)
  await pass(1000)
  assert.deepEqual(take(), [])
  assert.deepEqual([a.live.status(), b.live.status()], ['open', 'open'])
})

test('data is never said on the channel', async (context) => {
  const { a, server, stream, pass, said } = await pair(context)
  server.data = () => ({ profile: 'secret', posts: 'secret' })
  server.answer = ({ path }) => {
    if (path !== 'call/rename') return undefined
    const refreshed = [{ ...named(FIVE), data: { profile: 'secret' }, topic: '9.0.mac' }]
    return { body: { result: 'secret', invalidate: [], refreshed } }
  }
  await a.kernel.call(rename, { name: 'secret' })
  stream.event('stale', { targets: [named(FIVE), named(SIX)] })
  await pass(2000)
  assert.ok(said.length > 5)
  assert.doesNotMatch(said.join(), /secret/)
})
