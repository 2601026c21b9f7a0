import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import { type Script, scriptedServer, settled } from './scripted-server.ts'
import { BREAKDOWN, motd, posts, profile, REFUSAL, rename, USER_5 } from './subjects.ts'

const MINUTE = 60_000

/** Stop the clock, so that the test moves it. */
function frozen(context: TestContext): (ms: number) => Promise<void> {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  context.after(() => mock.timers.reset())
  return async (ms) => {
    await settled()
    mock.timers.tick(ms)
    await settled()
  }
}

/** Give the kernel a page to live in. */
function page(context: TestContext) {
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  const window = new EventTarget()
  Object.assign(globalThis, { document, window })
  context.after(() => {
    for (const name of ['document', 'window']) Reflect.deleteProperty(globalThis, name)
  })
  return {
    show(state: string) {
      document.visibilityState = state
      document.dispatchEvent(new Event('visibilitychange'))
    },
    online: () => window.dispatchEvent(new Event('online')),
  }
}

/** Show the profile of user 5, whose first load fails with a breakdown of the server. */
async function broken({ kernel, next }: Script) {
  const entry = kernel.entry(profile, USER_5)
  const stop = entry.subscribe(() => {})
  await settled()
  await next().answer({ error: BREAKDOWN }, 500)
  return { entry, stop }
}

test('rule 9: a page that is shown again asks again for what broke', async (context) => {
  const { show } = page(context)
  const pass = frozen(context)
  const script = scriptedServer()
  const { entry } = await broken(script)
  show('hidden')
  await pass(0)
  assert.equal(script.asked.length, 1)
  show('visible')
  await pass(0)
  assert.deepEqual([entry.get().status, entry.get().fetching], ['error', true])
  await script.next().answer({ data: { profile: 'Ada' } })
  assert.equal(entry.get().data, 'Ada')
})

test('rule 9: so does one whose network is back', async (context) => {
  const { online } = page(context)
  const pass = frozen(context)
  const script = scriptedServer()
  const { entry } = await broken(script)
  online()
  await pass(0)
  await script.next().answer({ data: { profile: 'Ada' } })
  assert.equal(entry.get().data, 'Ada')
})

test('rule 9: at most every five seconds, and what comes sooner is not lost', async (context) => {
  const { show, online } = page(context)
  const pass = frozen(context)
  const script = scriptedServer()
  await broken(script)
  show('visible')
  await pass(0)
  await script.next().break()
  online()
  show('visible')
  online()
  await pass(4999)
  assert.equal(script.asked.length, 2)
  await pass(1)
  assert.equal(script.asked.length, 3)
  await script.next().break()
  await pass(10_000)
  assert.equal(script.asked.length, 3)
})

test('rule 9: a hidden page does not ask', async (context) => {
  const { show, online } = page(context)
  const pass = frozen(context)
  const script = scriptedServer()
  await broken(script)
  show('hidden')
  online()
  await pass(10_000)
  assert.equal(script.asked.length, 1)
})

test('rule 9: coming back asks for nothing that is fresh, refused or not shown', async (context) => {
  const { show } = page(context)
  const pass = frozen(context)
  const script = scriptedServer()
  const { kernel, next, asked } = script
  const { stop } = await broken(script)
  stop()
  for (const [query, answer] of [
    [motd, { data: { motd: 'hi' } }],
    [
      { ...posts, context: 'refused' },
      { data: {}, errors: { posts: REFUSAL } },
    ],
  ] as const) {
    kernel.entry(query, {}).subscribe(() => {})
    await settled()
    await next().answer(answer)
  }
  show('visible')
  await pass(0)
  assert.equal(asked.length, 3)
})

test('rule 9: a slot that broke is asked for again too', async (context) => {
  const { online } = page(context)
  const pass = frozen(context)
  const { kernel, next } = scriptedServer()
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await next().answer({ data: { posts: [] }, errors: { profile: BREAKDOWN } })
  online()
  await pass(0)
  assert.deepEqual(next().only, ['profile'])
})

test('rule 9: reads are sent again after a breakdown, twice, each pause twice as long give or take half', async (context) => {
  for (const [random, pauses] of [
    [0, [150, 300]],
    [0.5, [300, 600]],
  ] as const) {
    const pass = frozen(context)
    context.mock.method(Math, 'random', () => random)
    const { kernel, next, asked } = scriptedServer({ retries: undefined })
    const entry = kernel.entry(profile, USER_5)
    entry.subscribe(() => {})
    await settled()
    await next().break()
    await pass(pauses[0] - 1)
    assert.equal(asked.length, 1)
    await pass(1)
    await next().answer({ error: BREAKDOWN }, 503)
    await pass(pauses[1] - 1)
    assert.deepEqual([asked.length, entry.get().status], [2, 'pending'])
    await pass(1)
    await next().answer('<h1>Bad gateway</h1>', 502)
    await pass(10_000)
    assert.deepEqual([asked.length, entry.get().status], [3, 'error'])
    mock.timers.reset()
  }
})

test('rule 9: typed errors are not sent again', async (context) => {
  const pass = frozen(context)
  const { kernel, next, asked } = scriptedServer({ retries: 5 })
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await next().answer({ error: REFUSAL }, 404)
  await pass(10_000)
  assert.equal(asked.length, 1)
})

test('rule 9: mutations are never sent again', async (context) => {
  const pass = frozen(context)
  const { kernel, next, asked } = scriptedServer({ retries: 5 })
  const failed = assert.rejects(kernel.call(rename, {}), { code: 'NETWORK_ERROR' })
  await settled()
  await next().break()
  await pass(10_000)
  await failed
  assert.equal(asked.length, 1)
})

test('rule 9: a fetch is sent again like any read, until its caller aborts', async (context) => {
  const pass = frozen(context)
  const { kernel, next, asked } = scriptedServer({ retries: 5 })
  const abort = new AbortController()
  const failed = assert.rejects(kernel.fetch(profile, USER_5, { signal: abort.signal }), { code: 'ABORTED' })
  await settled()
  await next().break()
  await pass(1000)
  await next().break()
  abort.abort()
  await settled()
  await failed
  await pass(10_000)
  assert.equal(asked.length, 2)
})

test('rule 5: who leaves between two attempts ends them', async (context) => {
  const pass = frozen(context)
  const { kernel, next, asked } = scriptedServer({ retries: 5 })
  const entry = kernel.entry(profile, USER_5)
  const stop = entry.subscribe(() => {})
  await settled()
  await next().break()
  stop()
  await pass(0)
  await pass(10_000)
  assert.deepEqual([asked.length, entry.get().status], [1, 'pending'])
})

test('rule 10: what nobody shows for five minutes is forgotten, what is shown is not', async (context) => {
  const pass = frozen(context)
  const { kernel, next, asked } = scriptedServer()
  const left = kernel.entry(profile, USER_5)
  const stop = left.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada', posts: [1] } })
  kernel.entry(motd, {}).subscribe(() => {})
  await settled()
  await next().answer({ data: { motd: 'hi' } })
  await pass(MINUTE)
  stop()
  for (let minute = 0; minute < 4; minute++) await pass(MINUTE)
  assert.equal(left.get().data, 'Ada')
  await pass(MINUTE)
  assert.equal(left.get().status, 'pending')
  assert.equal(kernel.entry(motd, {}).get().data, 'hi')
  left.subscribe(() => {})
  await settled()
  assert.deepEqual([asked.length, asked[2]?.only], [3, undefined])
})

test('rule 10: a context is forgotten as a whole, once nobody shows any of it', async (context) => {
  const pass = frozen(context)
  const { kernel, next } = scriptedServer()
  const leave = kernel.entry(posts, USER_5).subscribe(() => {})
  kernel.entry(profile, USER_5).subscribe(() => {})()
  await settled()
  await next().answer({ data: { profile: 'Ada', posts: [1] } })
  for (let minute = 0; minute < 6; minute++) await pass(MINUTE)
  assert.equal(kernel.entry(profile, USER_5).get().data, 'Ada')
  leave()
  for (let minute = 0; minute < 6; minute++) await pass(MINUTE)
  assert.equal(kernel.core.entries.size, 0)
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  assert.equal(next().only, undefined)
})

test('rule 10: a handle that outlives its entry serves the next one', async (context) => {
  const pass = frozen(context)
  const { kernel, next } = scriptedServer()
  const old = kernel.entry(profile, USER_5)
  for (let minute = 0; minute < 6; minute++) await pass(MINUTE)
  const young = kernel.entry(profile, USER_5)
  assert.notEqual(young, old)
  old.subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada' } })
  assert.deepEqual([old.get().data, young.get().data], ['Ada', 'Ada'])
  const renamed = kernel.call(rename, {})
  await settled()
  await next().answer({ result: null, invalidate: [{ context: 'user' }] })
  await renamed
  await settled()
  await next().answer({ data: { profile: 'Eve' } })
  assert.equal(old.get().data, 'Eve')
})

test('rule 10: pages left behind are forgotten although they share an entry with the one shown', async (context) => {
  const pass = frozen(context)
  const { kernel, next, asked } = scriptedServer()
  const [first, second] = [
    { user_id: 5, page: 1 },
    { user_id: 5, page: 2 },
  ]
  kernel.entry(profile, first).subscribe(() => {})()
  kernel.entry(profile, second).subscribe(() => {})
  await settled()
  while (asked.length) {
    await next().answer({ data: { profile: 'Ada', posts: [] } })
    if (asked.at(-1)?.signal.aborted || asked.length === 2) break
  }
  for (let minute = 0; minute < 7; minute++) await pass(MINUTE)
  const before = asked.length
  kernel.mount('user', first)
  await settled()
  assert.equal(asked.length, before + 1)
})

test('a kernel that was disposed of loads nothing, listens to nothing and keeps no timer', async (context) => {
  const { show } = page(context)
  const pass = frozen(context)
  const script = scriptedServer({ retries: 5 })
  const { kernel, next, asked } = script
  kernel.mount('other', {})
  kernel.entry(profile, USER_5).subscribe(() => {})
  kernel.entry(motd, {}).subscribe(() => {})
  await settled()
  const requests = [next(), next(), next()]
  await requests[1]!.break()
  kernel.entry(posts, { user_id: 6 }).subscribe(() => {})
  kernel.dispose()
  assert.deepEqual(
    requests.map(({ signal }) => signal.aborted),
    [true, true, true],
  )
  await pass(5 * MINUTE)
  show('visible')
  kernel.entry(posts, { user_id: 7 }).subscribe(() => {})()
  await pass(MINUTE)
  assert.equal(asked.length, 3)
})
