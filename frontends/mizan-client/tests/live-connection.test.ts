import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FIVE, shown, stage, USER_5 } from './live-stage.ts'
import { login, profile } from './subjects.ts'

test('live asks for the stream as the kernel asks for all else, and names the tab', async (context) => {
  const { tab, pass, asked } = stage(context)
  const { mount } = tab('a', { headers: async () => ({ 'x-app': 'yes' }), credentials: 'include' })
  mount(FIVE)
  await pass(100)
  const stream = asked.find(({ path }) => path === 'live')!
  assert.equal(stream.method, 'GET')
  assert.equal(stream.headers.get('accept'), 'text/event-stream')
  assert.equal(stream.headers.get('x-app'), 'yes')
  assert.equal(stream.headers.get('mizan-protocol'), '1')
  assert.equal(stream.credentials, 'include')
  const bundle = asked.find(({ path }) => path.startsWith('context'))!
  assert.match(bundle.headers.get('mizan-origin')!, /^\w{10,64}$/)
})

test('nothing is connected before there is something to watch, so that a provider may still say where', async (context) => {
  const { tab, pass, take, asked } = stage(context)
  const { kernel, mount } = tab('a')
  await pass(1000)
  assert.deepEqual(take(), [])
  const { fetch } = kernel.core.options
  kernel.configure({ fetch, baseUrl: () => '/elsewhere' })
  mount(FIVE)
  await pass(100)
  assert.ok(asked.some(({ path }) => path === '/elsewhere/live'))
})

test('who subscribes hears of the status, and before what others did is applied', async (context) => {
  const { one, stream, pass } = await shown(context)
  const heard: unknown[] = []
  const stop = one.live.subscribe((isPush) => heard.push(isPush || one.live.status()))
  stream.event('stale', { targets: [USER_5] })
  await pass(500)
  stream.end()
  await pass(0)
  assert.deepEqual(heard, [true, 'connecting'])
  stop()
  one.live.stop()
  assert.equal(heard.length, 2)
})

test('what cannot be understood of what became stale means everything; other nonsense means nothing', async (context) => {
  const { one, stream, pass, take } = await shown(context)
  take()
  const nonsense = [
    'data: no event at all\n\n',
    'event: dance\ndata: {"targets": [{"context": "user"}]}\n\n',
    'event: watching\ndata: nothing\n\n',
    'event: watching\ndata: {"watch": 5, "refused": [{"context": 5}, null, {"context": "user", "params": []}]}\n\n',
    'event: stale\n\n',
    ': comment\nretry: 1\nid\nnothing: at all\n\n',
  ]
  for (const each of nonsense) stream.send(each)
  await pass(1000)
  assert.deepEqual(take(), [])
  for (const data of ['{', '5', 'null', '{}', '{"targets":[7]}', '{"targets":[{"context":"other","params":[5]}]}']) {
    stream.send(`event: stale\ndata: ${data}\n\n`)
    await pass(1000)
    assert.equal(take().length, 1, data)
  }
  stream.send(new Uint8Array([...new TextEncoder().encode('event: stale\ndata: "'), 0xff, 0xc3, 0x28, 10, 10]))
  await pass(1000)
  assert.equal(take().length, 1)
  assert.equal(one.live.status(), 'open')
})

test('events may arrive cut anywhere, and with any line end', async (context) => {
  const { one, stream, pass, take } = await shown(context)
  const name = { context: 'user', params: { user_id: 'Zoë 🐦' } }
  one.run(() => one.kernel.entry(profile, name.params).subscribe(() => {}))
  await pass(1000)
  for (const end of ['\n', '\r\n', '\r']) {
    take()
    const event = `event: stale${end}data: {"targets":${end}data: [${JSON.stringify(name)}]}${end}${end}:${end}`
    for (const byte of new TextEncoder().encode(event)) {
      stream.send(new Uint8Array([byte]))
      await pass(0)
    }
    await pass(1000)
    assert.deepEqual(take(), ['a GET context/user?params={"user_id":"Zoë 🐦"} profile'])
  }
})

test('an endless line ends the connection, not the page', async (context) => {
  const { one, stream, pass, streams } = await shown(context)
  const part = 'x'.repeat(1024 * 1024)
  stream.send('event: stale\ndata: ')
  for (let sent = 0; sent < 6 && stream.isOpen; sent++) {
    stream.send(part)
    await pass(0)
  }
  assert.equal(stream.isOpen, false)
  await pass(2000)
  assert.equal(streams.length, 2)
  assert.equal(one.live.status(), 'connecting')
})

test('a server that forgot the connection is connected to anew', async (context) => {
  const { one, pass, streams, server } = await shown(context)
  server.answer = ({ path }) => (path.startsWith('live/') ? { status: 404 } : undefined)
  one.mount({ user_id: 6 })
  await pass(200)
  assert.equal(streams.length, 2)
  assert.equal(streams[0]!.isOpen, false)
})

test('45 seconds of silence are an end, a comment is not silence', async (context) => {
  const { stream, streams, pass } = await shown(context)
  for (let minute = 0; minute < 4; minute++) {
    await pass(44_000)
    stream.send(': \n\n')
  }
  await pass(44_000)
  assert.equal(streams.length, 1)
  await pass(2000)
  assert.equal(stream.isOpen, false)
  assert.equal(streams.length, 2)
})

test('so is a server that does not even begin to answer', async (context) => {
  const { tab, pass, asked } = stage(context)
  const { kernel, mount } = tab('a')
  const { fetch } = kernel.core.options
  const tries: string[] = []
  kernel.configure({
    fetch: ((url: string, init: RequestInit) => {
      if (!url.endsWith('/live')) return fetch!(url, init)
      tries.push(url)
      return new Promise(() => {})
    }) as typeof globalThis.fetch,
  })
  mount(FIVE)
  await pass(44_000)
  assert.equal(tries.length, 1)
  await pass(3000)
  assert.equal(tries.length, 2)
  assert.equal(asked.length, 1)
})

test('what comes with a login where the server is not live is not asked for once more', async (context) => {
  const { tab, asked, pass, server } = stage(context)
  server.answer = ({ path }) => {
    if (path.startsWith('context/')) return { body: { data: { profile: 'nobody' } } }
    const refreshed = [{ ...USER_5, data: { profile: 'Eve' } }]
    return path === 'call/login' ? { body: { result: null, invalidate: [{ all: true }], refreshed } } : undefined
  }
  const one = tab('a')
  one.mount(FIVE)
  await pass(1000)
  await one.kernel.call(login, {})
  await pass(10_000)
  assert.deepEqual(
    asked.map(({ path }) => path),
    ['context/user?params={"user_id":5}', 'call/login'],
  )
})

test('a server that gives no topics is not live, and is not asked', async (context) => {
  const { tab, pass, take, server } = stage(context)
  server.answer = () => ({ body: { data: { profile: 1 } } })
  const { live: own, mount } = tab('a')
  mount(FIVE)
  await pass(60_000)
  assert.deepEqual(take(), ['a GET context/user?params={"user_id":5}'])
  assert.equal(own.status(), 'connecting')
})

test('reconnects wait twice as long each time, from half a second to half a minute, anything up to that', async (context) => {
  const { tab, pass, asked, server, random } = stage(context)
  random.mock.mockImplementation(() => 0.999)
  server.answer = ({ path }) => (path === 'live' ? { status: 502 } : undefined)
  tab('a').mount(FIVE)
  const times: number[] = []
  for (let seen = 0, ms = 0; ms < 130_000; ms += 25) {
    await pass(25)
    const count = asked.filter(({ path }) => path === 'live').length
    if (count > seen) times.push(ms)
    seen = count
  }
  const pauses = times.slice(1).map((time, place) => time - times[place]!)
  const expected = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]
  assert.equal(pauses.length, expected.length)
  for (const [place, pause] of pauses.entries()) assert.ok(Math.abs(pause - expected[place]!) <= 50, String(pauses))
})

test('a stream that lasted is followed at once, however often the ones before failed', async (context) => {
  const { tab, pass, ready, streams, server, random } = stage(context)
  server.answer = ({ path }) => (path === 'live' ? { status: 502 } : undefined)
  tab('a').mount(FIVE)
  await pass(20_000)
  server.answer = () => undefined
  random.mock.mockImplementation(() => 0.999)
  await pass(31_000)
  const stream = await ready()
  await pass(11_000)
  stream.end()
  await pass(600)
  assert.equal(streams.length, 2)
})

test('when the network is back it is connected at once', async (context) => {
  const { one, stream, streams, pass, server } = await shown(context)
  server.answer = ({ path }) => (path === 'live' ? { status: 502 } : undefined)
  stream.break()
  await pass(60_000)
  server.answer = () => undefined
  one.window('online')
  await pass(75)
  assert.equal(streams.length, 2)
  // And once more soon, if it is not quite there.
  streams[1]!.break()
  await pass(600)
  assert.equal(streams.length, 3)
})

test('401, 403 and 429 are waited out, as long as the server wishes', async (context) => {
  for (const status of [401, 403, 429]) {
    await context.test(String(status), async (context) => {
      const { tab, pass, asked, server } = stage(context)
      server.answer = ({ path }) => (path === 'live' ? { status, headers: { 'retry-after': '100' } } : undefined)
      const { live: own, mount } = tab('a')
      mount(FIVE)
      await pass(99_000)
      assert.equal(asked.filter(({ path }) => path === 'live').length, 1)
      assert.equal(own.status(), 'connecting')
      await pass(2000)
      assert.equal(asked.filter(({ path }) => path === 'live').length, 2)
      // Not for ever, whatever it says.
      server.answer = ({ path }) => (path === 'live' ? { status, headers: { 'retry-after': '1e12' } } : undefined)
      await pass(100_000)
      const { length } = asked
      await pass(601_000)
      assert.equal(asked.length, length + 1)
    })
  }
})

test('a server without live updates is asked once, and the console told once', async (context) => {
  for (const status of [404, 501]) {
    await context.test(String(status), async (context) => {
      const { tab, pass, asked, server } = stage(context)
      const info = context.mock.method(console, 'info', () => {})
      server.answer = ({ path }) => (path === 'live' ? { status } : undefined)
      const { live: own, mount, window, kernel } = tab('a')
      const heard: string[] = []
      const stop = own.subscribe(() => heard.push(own.status()))
      mount(FIVE)
      await pass(300_000)
      assert.equal(asked.filter(({ path }) => path === 'live').length, 1)
      assert.equal(info.mock.callCount(), 1)
      assert.deepEqual(heard, ['closed'])
      stop()
      window('online')
      kernel.reset()
      await pass(1000)
      assert.equal(asked.filter(({ path }) => path === 'live').length, 1)
    })
  }
})

test('a page that answers for the server is no stream', async (context) => {
  const { tab, pass, asked, server } = stage(context)
  server.answer = ({ path }) => (path === 'live' ? { body: '<html>' } : undefined)
  const { live: own, mount } = tab('a')
  mount(FIVE)
  await pass(1500)
  assert.equal(own.status(), 'connecting')
  assert.ok(asked.filter(({ path }) => path === 'live').length > 1)
})

test('a hidden page keeps its stream; one that is frozen or set aside closes it and comes back', async (context) => {
  const { one, stream, pass, ready, take, streams, bodies } = await shown(context)
  one.see('hidden')
  await pass(1000)
  assert.equal(stream.isOpen, true)
  for (const [away, back] of [
    ['freeze', 'resume'],
    ['pagehide', 'pageshow'],
  ] as const) {
    const { length } = streams
    const of = (type: string) => (type.startsWith('page') ? one.window : one.page)(type)
    of(away)
    await pass(1000)
    assert.equal(streams.at(-1)!.isOpen, false)
    assert.equal(one.live.status(), 'connecting')
    assert.equal(streams.length, length)
    take()
    of(back)
    await ready()
    assert.equal(streams.length, length + 1)
    assert.equal(bodies(`live/c${length + 1}`).length, 1)
  }
})

test('stopped, it is closed for good, and the tab has no name any more', async (context) => {
  const { one, stream, pass, take, asked } = await shown(context)
  stream.event('stale', { targets: [USER_5] })
  await pass(0)
  one.live.stop()
  take()
  one.mount({ user_id: 6 })
  one.window('online')
  one.window('pageshow')
  await pass(60_000)
  assert.equal(one.live.status(), 'closed')
  assert.equal(stream.isOpen, false)
  assert.equal(asked[0]!.headers.get('mizan-origin'), null)
  assert.deepEqual(take(), ['a GET context/user?params={"user_id":6}'])
})

test('a kernel that was disposed of does not connect again', async (context) => {
  const { one, stream, pass, take } = await shown(context)
  one.kernel.dispose()
  take()
  stream.end()
  await pass(60_000)
  assert.deepEqual(take(), [])
})

test('what an old stream still says after the next one began is not heard', async (context) => {
  const all = stage(context)
  all.server.isDeaf = true
  const tab = all.tab('a')
  tab.run(() => tab.kernel.entry(profile, FIVE).subscribe(() => {}))
  const stream = await all.ready()
  tab.window('online')
  await all.ready()
  all.take()
  stream.event('stale', { targets: [USER_5] })
  await all.pass(1000)
  assert.deepEqual(all.take(), [])
})
