import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csrf } from '../src/csrf.ts'
import { live } from '../src/live/index.ts'
import { FIVE, shown, stage, USER_5 } from './live-stage.ts'
import { login, posts, profile, rename } from './subjects.ts'

test('what is mounted is watched with its topic, in one message', async (context) => {
  const { tab, ready, bodies, asked } = stage(context)
  const { live: own, mount } = tab('a')
  assert.equal(own.status(), 'connecting')
  mount(FIVE)
  mount({ user_id: 6 })
  await ready()
  assert.equal(own.status(), 'open')
  const watch = [
    { ...USER_5, topic: '1.0.mac' },
    { context: 'user', params: { user_id: 6 }, topic: '1.0.mac' },
  ]
  assert.deepEqual(bodies('live/c1'), [{ watch, unwatch: [] }])
  const message = asked.find(({ path }) => path === 'live/c1')!
  assert.equal(message.headers.get('content-type'), 'application/json')
  assert.equal(message.headers.get('mizan-protocol'), '1')
})

test('mounts and unmounts are told on the same stream, together when they come together', async (context) => {
  const { one, leave, pass, bodies, streams } = await shown(context)
  one.mount({ user_id: 6 })
  await pass(30)
  one.mount({ user_id: 7 })
  leave()
  await pass(100)
  assert.equal(streams.length, 1)
  const [, message] = bodies('live/c1')
  assert.deepEqual(
    (message!.watch as { params: object }[]).map(({ params }) => params),
    [{ user_id: 6 }, { user_id: 7 }],
  )
  assert.deepEqual(message!.unwatch, [USER_5])
  assert.equal(bodies('live/c1').length, 2)
})

test('what leaves and comes back at once is not told', async (context) => {
  const { one, leave, pass, bodies } = await shown(context)
  leave()
  one.run(() => one.kernel.entry(profile, FIVE).subscribe(() => {}))
  await pass(500)
  assert.equal(bodies('live/c1').length, 1)
})

test('what others made stale is asked for again, and nothing else', async (context) => {
  const { one, entry, stream, pass, take, server } = await shown(context)
  one.mount({ user_id: 6 })
  await pass(100)
  take()
  server.position = 2
  stream.event('stale', { targets: [USER_5], origin: 'somebody' })
  await pass(1000)
  assert.deepEqual(take(), ['a GET context/user?params={"user_id":5} profile'])
  assert.equal(entry.get().data, 2)
})

test('a target may be of one function', async (context) => {
  const { one, stream, pass, take } = await shown(context)
  one.run(() => one.kernel.entry(posts, FIVE).subscribe(() => {}))
  await pass(100)
  take()
  stream.event('stale', { targets: [{ function: 'posts', params: FIVE }] })
  await pass(1000)
  assert.deepEqual(take(), ['a GET context/user?params={"user_id":5} posts'])
})

test('targets wait up to half a second, and those that come meanwhile go along', async (context) => {
  const { stream, pass, take, random } = await shown(context)
  take()
  random.mock.mockImplementation(() => 0.9)
  stream.event('stale', { targets: [USER_5] })
  await pass(425)
  stream.event('stale', { targets: [USER_5] })
  assert.deepEqual(take(), [])
  await pass(50)
  assert.equal(take().length, 1)
  await pass(1000)
  assert.deepEqual(take(), [])
})

test('what this tab did itself is no news', async (context) => {
  const { stream, pass, take, asked } = await shown(context)
  const origin = asked[0]!.headers.get('mizan-origin')
  take()
  stream.event('stale', { targets: [USER_5], origin })
  await pass(1000)
  assert.deepEqual(take(), [])
})

test('everything stale by others is no change of identity: what is shown stays until it is fresh', async (context) => {
  const { entry, stream, pass, take, server, streams } = await shown(context)
  take()
  server.position = 2
  const states = new Set<string>()
  entry.subscribe(() => states.add(entry.get().status))
  stream.event('stale', { targets: [{ all: true }] })
  await pass(1000)
  assert.deepEqual([...states], ['ready'])
  assert.equal(entry.get().data, 2)
  assert.deepEqual(take(), ['a GET context/user?params={"user_id":5} profile'])
  assert.equal(streams.length, 1)
})

test('a gap makes everything mounted stale, within half a second', async (context) => {
  const { one, stream, pass, take } = await shown(context)
  one.mount({}, 'other')
  one.run(() => one.kernel.entry({ ...posts, context: 'other', params: [] }, {}).subscribe(() => {}))
  await pass(100)
  take()
  stream.event('gap', {})
  await pass(500)
  assert.deepEqual(take().sort(), ['a GET context/other posts', 'a GET context/user?params={"user_id":5} profile'])
})

test('where the server stood is taken from the oldest of what is shown', async (context) => {
  const { one, stream, pass, ready, take, server, bodies } = await shown(context)
  one.run(() => one.kernel.entry(posts, FIVE).subscribe(() => {}))
  server.position = 2
  stream.event('stale', { targets: [{ function: 'posts', params: FIVE }] })
  await pass(1000)
  take()
  stream.end()
  await pass(1000)
  await ready()
  // The profile is as it was before: what happened to it since must not be hidden by the newer posts.
  assert.deepEqual(bodies('live/c2'), [{ watch: [{ ...USER_5, topic: '1.0.mac' }], unwatch: [] }])
  one.kernel.invalidate([USER_5])
  await pass(100)
  take()
  await pass(0)
})

test('after a reconnect everything is watched again, from where it was read last', async (context) => {
  const { one, stream, pass, ready, take, server, bodies } = await shown(context)
  server.position = 2
  stream.event('stale', { targets: [USER_5] })
  await pass(1000)
  one.mount({ user_id: 6 })
  await pass(100)
  take()
  stream.end()
  await pass(1000)
  assert.equal(one.live.status(), 'connecting')
  await ready()
  const watch = [
    { ...USER_5, topic: '2.0.mac' },
    { context: 'user', params: { user_id: 6 }, topic: '2.0.mac' },
  ]
  assert.deepEqual(bodies('live/c2'), [{ watch, unwatch: [] }])
  assert.equal(one.live.status(), 'open')
})

test('what comes fresh with a mutation of this tab renews where it stands', async (context) => {
  const { one, stream, pass, ready, server, bodies } = await shown(context)
  server.answer = ({ path }) => {
    if (path !== 'call/rename') return undefined
    const refreshed = [{ ...USER_5, data: { profile: 'Eve', posts: [] }, topic: '9.0.mac' }]
    return { body: { result: null, invalidate: [], refreshed } }
  }
  await one.kernel.call(rename, {})
  stream.end()
  await pass(1000)
  await ready()
  assert.deepEqual(bodies('live/c2'), [{ watch: [{ ...USER_5, topic: '9.0.mac' }], unwatch: [] }])
})

test('an instance whose topic is refused is asked for again once, and watched with the new one', async (context) => {
  const { one, stream, pass, take, server, bodies } = await shown(context)
  take()
  server.position = 2
  stream.event('watching', { watch: [], refused: [USER_5] })
  await pass(1000)
  assert.deepEqual(bodies('live/c1'), [{ watch: [{ ...USER_5, topic: '2.0.mac' }], unwatch: [] }])
  assert.deepEqual(take(), ['a GET context/user?params={"user_id":5} profile', 'a POST live/c1'])
  stream.event('watching', { watch: [], refused: [USER_5] })
  await pass(10_000)
  assert.deepEqual(take(), [])
  assert.equal(one.live.status(), 'open')
})

test('what a program fetched before it is shown is asked for again, since nothing says how to watch it', async (context) => {
  const { one, pass, take, bodies } = await shown(context)
  await one.kernel.fetch(profile, { user_id: 8 })
  take()
  one.run(() => one.kernel.entry(profile, { user_id: 8 }).subscribe(() => {}))
  await pass(1000)
  const watch = [{ context: 'user', params: { user_id: 8 }, topic: '1.0.mac' }]
  assert.deepEqual(bodies('live/c1'), [{ watch, unwatch: [] }])
  assert.deepEqual(take(), ['a GET context/user?params={"user_id":8}', 'a POST live/c1'])
  await pass(10_000)
  assert.deepEqual(take(), [])
})

test('what was there before live was on is asked for again', async (context) => {
  const { tab, ready, pass, take, bodies } = stage(context)
  const { kernel, run } = tab('a', {}, false)
  run(() => kernel.entry(profile, FIVE).subscribe(() => {}))
  await pass(100)
  take()
  run(() => live(kernel))
  await pass(1000)
  await ready()
  await pass(1000)
  assert.deepEqual(bodies('live/c1'), [{ watch: [{ ...USER_5, topic: '1.0.mac' }], unwatch: [] }])
  assert.deepEqual(take(), ['a GET context/user?params={"user_id":5} profile', 'a GET live', 'a POST live/c1'])
})

test('what the server gives no topic for is not asked for again and again', async (context) => {
  const { one, pass, take, server } = await shown(context)
  server.answer = ({ path }) => (path.startsWith('context/') ? { body: { data: { profile: 1 } } } : undefined)
  take()
  one.run(() => one.kernel.entry(profile, { user_id: 8 }).subscribe(() => {}))
  await pass(10_000)
  assert.equal(take().length, 1)
})

test('a wish that is not answered in five seconds is said again', async (context) => {
  const { tab, ready, pass, bodies, server, streams } = stage(context)
  server.confirms = false
  tab('a').mount(FIVE)
  await ready()
  assert.equal(bodies('live/c1').length, 1)
  await pass(4800)
  assert.equal(bodies('live/c1').length, 1)
  await pass(300)
  assert.equal(bodies('live/c1').length, 2)
  assert.deepEqual(bodies('live/c1')[1], bodies('live/c1')[0])
  streams[0]!.event('watching', { watch: [USER_5], refused: [] })
  await pass(20_000)
  assert.equal(bodies('live/c1').length, 2)
})

test('a wish that did not arrive is said again too', async (context) => {
  const { tab, ready, pass, bodies, server } = stage(context)
  server.answer = ({ path }) => (path.startsWith('live/') ? { status: 502 } : undefined)
  tab('a').mount(FIVE)
  await ready()
  server.answer = () => undefined
  await pass(5000)
  assert.equal(bodies('live/c1').length, 2)
  await pass(20_000)
  assert.equal(bodies('live/c1').length, 2)
})

test('long lists are split into messages of 500', async (context) => {
  const { tab, ready, bodies } = stage(context)
  const { mount } = tab('a')
  for (let user_id = 0; user_id < 1203; user_id++) mount({ user_id })
  await ready()
  const lengths = bodies('live/c1').map((each) => (each!.watch as object[]).length)
  assert.deepEqual(lengths, [500, 500, 203])
})

test('another identity has another stream, and watches with its own topics', async (context) => {
  const { one, stream, pass, ready, take, server, bodies, streams } = await shown(context)
  take()
  server.position = 5
  server.answer = ({ path }) =>
    path === 'call/login' ? { body: { result: null, invalidate: [{ all: true }] } } : undefined
  await one.kernel.call(login, {})
  await pass(200)
  assert.equal(stream.isOpen, false)
  assert.equal(streams.length, 2)
  await ready()
  assert.deepEqual(bodies('live/c2'), [{ watch: [{ ...USER_5, topic: '5.0.mac' }], unwatch: [] }])
})

test('so it does where its data came with the answer to the login', async (context) => {
  const { one, ready, take, server, bodies } = await shown(context)
  take()
  server.answer = ({ path }) => {
    if (path !== 'call/login') return undefined
    const refreshed = [{ ...USER_5, data: { profile: 'Eve', posts: [] }, topic: '9.0.mac' }]
    return { body: { result: null, invalidate: [{ all: true }], refreshed } }
  }
  await one.kernel.call(login, {})
  await ready()
  assert.deepEqual(bodies('live/c2'), [{ watch: [{ ...USER_5, topic: '9.0.mac' }], unwatch: [] }])
})

test('a message that Django refuses for its token is sent again with the new one', async (context) => {
  csrf()
  const all = stage(context)
  const { document, mount } = all.tab('a', { csrf: { cookie: 'csrftoken', header: 'x-csrftoken' } })
  document.cookie = 'csrftoken=old'
  mount(FIVE)
  all.server.answer = ({ path, headers }) => {
    if (!path.startsWith('live/') || headers.get('x-csrftoken') === 'new') return undefined
    document.cookie = 'csrftoken=new'
    return { status: 403, body: { error: { code: 'CSRF_FAILED', message: 'No.', details: null } } }
  }
  await all.ready()
  const sent = all.asked.filter(({ path }) => path === 'live/c1').map(({ headers }) => headers.get('x-csrftoken'))
  assert.deepEqual(sent.slice(-1), ['new'])
  assert.equal(sent.length, 2)
})

test('what is kept unseen counts as shown: it is shown without a request later', async (context) => {
  const { stream, pass, ready, server, bodies } = await shown(context)
  server.position = 2
  stream.event('stale', { targets: [{ function: 'profile', params: FIVE }] })
  await pass(1000)
  stream.end()
  await pass(1000)
  await ready()
  assert.deepEqual(bodies('live/c2'), [{ watch: [{ ...USER_5, topic: '1.0.mac' }], unwatch: [] }])
})

test('who is nobody any more watches nothing with the topics of before', async (context) => {
  const { one, ready, server, bodies } = await shown(context)
  server.answer = ({ path }) => {
    if (path === 'call/login') return { body: { result: null, invalidate: [{ all: true }] } }
    return path.startsWith('context/') ? { body: { data: { profile: 1, posts: 1 } } } : undefined
  }
  await one.kernel.call(login, {})
  await ready()
  assert.deepEqual(bodies('live/c2'), [])
})

test('a topic that was refused for good is tried once more on the next stream', async (context) => {
  const { stream, pass, ready, take } = await shown(context)
  const refuse = async (on: typeof stream) => {
    on.event('watching', { watch: [], refused: [USER_5] })
    await pass(1000)
    return take().filter((each) => each.includes('context')).length
  }
  take()
  assert.deepEqual([await refuse(stream), await refuse(stream)], [1, 0])
  stream.end()
  await pass(1000)
  const next = await ready()
  take()
  assert.deepEqual([await refuse(next), await refuse(next)], [1, 0])
})

test('what takes its time to load is not asked for a second time', async (context) => {
  const { one, pass, take, server } = await shown(context)
  take()
  server.answer = async ({ path }) => {
    if (path.startsWith('context/')) await new Promise((done) => setTimeout(done, 2000))
    return undefined
  }
  one.run(() => one.kernel.entry(profile, { user_id: 8 }).subscribe(() => {}))
  await pass(3000)
  assert.deepEqual(take(), ['a GET context/user?params={"user_id":8}', 'a POST live/c1'])
})

test('an instance whose parts are asked for with another one gets its topic all the same', async (context) => {
  const { one, stream, pass, take, server, bodies } = await shown(context)
  const [first, second] = [1, 2].map((page) => ({ page, user_id: 8 }))
  one.run(() => one.kernel.entry(profile, first!).subscribe(() => {}))
  one.run(() => one.kernel.entry(posts, first!).subscribe(() => {}))
  await pass(100)
  one.run(() => one.kernel.entry(profile, second!).subscribe(() => {}))
  one.run(() => one.kernel.entry(posts, second!).subscribe(() => {}))
  await pass(1000)
  take()
  server.position = 3
  stream.event('watching', { watch: [], refused: [{ context: 'user', params: first }] })
  await pass(1000)
  const watch = [{ context: 'user', params: first, topic: '3.0.mac' }]
  assert.deepEqual(bodies('live/c1').at(-1), { watch, unwatch: [] })
})

test('one message waits for its answer before the next one, which says what is so by then', async (context) => {
  const { tab, ready, pass, bodies, server, streams } = stage(context)
  server.confirms = false
  const { mount } = tab('a')
  mount(FIVE)
  const leave = mount({ user_id: 7 })
  await ready()
  const six = mount({ user_id: 6 })
  await pass(100)
  six()
  leave()
  await pass(100)
  mount({ user_id: 7 })
  await pass(100)
  assert.equal(bodies('live/c1').length, 1)
  const watched = [USER_5, { context: 'user', params: { user_id: 7 } }]
  streams[0]!.event('watching', { watch: watched, refused: [] })
  await pass(100)
  const watch = [{ context: 'user', params: { user_id: 7 }, topic: '1.0.mac' }]
  const unwatch = [{ context: 'user', params: { user_id: 6 } }]
  assert.deepEqual(bodies('live/c1')[1], { watch, unwatch })
})

test('between two streams nothing is said, and a late answer about the old one means nothing', async (context) => {
  const { one, stream, streams, pass, ready, bodies, server } = await shown(context)
  let refuse = () => {}
  server.answer = ({ path }) =>
    path === 'live/c1'
      ? new Promise((done) => {
          refuse = () => done({ status: 404 })
        })
      : undefined
  one.mount({ user_id: 6 })
  await pass(100)
  stream.end()
  await pass(0)
  one.mount({ user_id: 7 })
  await pass(100)
  assert.equal(bodies('live/c1').length, 2)
  await pass(1000)
  await ready()
  refuse()
  await pass(1000)
  assert.equal(streams.length, 2)
})

test('what is mounted between two streams is said to the next one alone', async (context) => {
  const { one, stream, pass, ready, bodies } = await shown(context)
  stream.end()
  await pass(0)
  one.mount({ user_id: 6 })
  await pass(150)
  assert.equal(bodies('live/c1').length, 1)
  await pass(1000)
  await ready()
  assert.equal((bodies('live/c2')[0]!.watch as []).length, 2)
})

test('what others did before a login is not asked for after it again', async (context) => {
  const { one, stream, pass, take, server } = await shown(context)
  server.answer = ({ path }) =>
    path === 'call/login' ? { body: { result: null, invalidate: [{ all: true }] } } : undefined
  stream.event('stale', { targets: [USER_5] })
  await pass(0)
  take()
  await one.kernel.call(login, {})
  await pass(1000)
  assert.equal(take().filter((each) => each.includes('context')).length, 1)
})
