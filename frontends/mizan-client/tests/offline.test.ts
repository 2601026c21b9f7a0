import 'fake-indexeddb/auto'
import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import type { Optimistic } from '../src/index.ts'
import { type OfflineOptions, offline, type QueuedCall, type QueueStore } from '../src/offline/index.ts'
import { type Asked, passed, type Script, scriptedServer, settled } from './scripted-server.ts'
import { BREAKDOWN, login, profile, REFUSAL, rename, USER_5, upload } from './subjects.ts'

const QUEUED = { queue: true }
const DONE = { result: 'done', invalidate: [] }
let queues = 0
const stores = new Map<string, QueueStore>()

/** A page on which the network comes and goes. */
function page(context: TestContext) {
  const navigator = { onLine: true }
  const document = Object.assign(new EventTarget(), {
    visibilityState: 'visible',
    location: { origin: 'https://app.example' },
    createElement: () => ({ origin: 'https://api.example' }),
  })
  const window = new EventTarget()
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
  Object.assign(globalThis, { document, window })
  context.after(() => {
    for (const name of ['document', 'window', 'navigator']) Reflect.deleteProperty(globalThis, name)
    if (before) Object.defineProperty(globalThis, 'navigator', before)
  })
  const online = () => {
    navigator.onLine = true
    window.dispatchEvent(new Event('online'))
  }
  return {
    navigator,
    online,
    show() {
      document.dispatchEvent(new Event('visibilitychange'))
    },
    async leave() {
      navigator.onLine = false
    },
    async comeBack() {
      online()
      await passed()
    },
  }
}

/** A kernel with a queue, once it is loaded. Tabs and later pages of a name share its store. */
async function queued(context: TestContext, options: OfflineOptions = {}) {
  const script = scriptedServer()
  const name = options.name ?? `queue ${++queues}`
  if (!stores.has(name)) stores.set(name, memoryStore())
  const queue = offline(script.kernel, { store: stores.get(name), ...options, name })
  context.after(() => {
    queue.stop()
    script.kernel.dispose()
  })
  await passed()
  return { ...script, queue, name }
}

const nameOf = ({ body }: Asked) => (body?.args as { name: string } | undefined)?.name
const keyOf = ({ headers }: Asked) => headers.get('idempotency-key')

/** Call with the option, and keep how it ended. */
function call({ kernel }: Pick<Script, 'kernel'>, name: string, options: object = {}) {
  const ended: unknown[] = []
  const done = kernel.call(rename, { user_id: 5, name }, { ...QUEUED, ...options }).then(
    (result) => ended.push(result),
    (error) => ended.push(error),
  )
  return { ended, done }
}

test('a call that reaches the server is sent once, with a key', async (context) => {
  page(context)
  const script = await queued(context)
  const { ended, done } = call(script, 'Eve')
  await settled()
  const request = script.next()
  assert.match(keyOf(request) ?? '', /^[0-9a-f]{32}$/)
  assert.deepEqual(script.queue.pending(), [])
  await request.answer(DONE)
  await done
  assert.deepEqual(ended, ['done'])
  await passed()
  assert.equal(script.asked.length, 1)
})

test('a call without the option is sent as ever', async (context) => {
  const { leave } = page(context)
  const script = await queued(context)
  await leave()
  const refused = assert.rejects(script.kernel.call(rename, USER_5), { code: 'NETWORK_ERROR' })
  await settled()
  assert.equal(keyOf(script.asked[0]!), null)
  await script.next().break()
  await refused
  assert.deepEqual(script.queue.pending(), [])
})

test('calls made offline are sent in order when the network is back, one after the other', async (context) => {
  const { leave, comeBack } = page(context)
  const script = await queued(context)
  await leave()
  const [first, second] = [call(script, 'Eve'), call(script, 'Zoe')]
  await passed()
  assert.equal(script.asked.length, 0)
  assert.deepEqual(
    script.queue.pending().map(({ name, args }) => [name, args]),
    [
      ['rename', { user_id: 5, name: 'Eve' }],
      ['rename', { user_id: 5, name: 'Zoe' }],
    ],
  )
  await comeBack()
  assert.equal(script.asked.length, 1)
  await script.next().answer(DONE)
  await passed()
  assert.deepEqual(script.asked.map(nameOf), ['Eve', 'Zoe'])
  assert.deepEqual([first.ended, second.ended], [['done'], []])
  await script.next().answer(DONE)
  await second.done
  assert.deepEqual(script.queue.pending(), [])
})

test('a call that breaks on its way is sent again with its key, and what is expected stays', async (context) => {
  const { comeBack } = page(context)
  const script = await queued(context)
  const entry = script.kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  await script.next().answer({ data: { profile: 'Ada' } })
  const optimistic: Optimistic<{ profile: [{ user_id: number }, string] }> = { profile: () => 'Eve' }
  const { ended, done } = call(script, 'Eve', { optimistic })
  await settled()
  const first = script.next()
  await first.break()
  assert.equal(entry.get().data, 'Eve')
  assert.equal(script.queue.pending().length, 1)
  await comeBack()
  const second = script.next()
  assert.equal(keyOf(second), keyOf(first))
  assert.equal(entry.get().data, 'Eve')
  await second.answer({
    result: 'done',
    invalidate: [],
    refreshed: [{ context: 'user', params: USER_5, data: { profile: 'Eva' } }],
  })
  await done
  assert.deepEqual(ended, ['done'])
  assert.equal(entry.get().data, 'Eva')
})

test('a call made while others wait goes behind them', async (context) => {
  page(context)
  const script = await queued(context)
  void call(script, 'Eve')
  await settled()
  await script.next().break()
  void call(script, 'Zoe')
  await passed()
  assert.deepEqual(script.asked.map(nameOf), ['Eve', 'Eve'])
  await script.next().answer(DONE)
  await passed()
  assert.equal(nameOf(script.next()), 'Zoe')
})

test('of two calls that break, the one made first is sent first', async (context) => {
  const { comeBack } = page(context)
  const script = await queued(context)
  void call(script, 'Eve')
  void call(script, 'Zoe')
  await settled()
  const [eve, zoe] = [script.next(), script.next()]
  await zoe.break()
  await eve.break()
  await comeBack()
  assert.equal(nameOf(script.next()), 'Eve')
})

test('any request that succeeds shows that the network is there', async (context) => {
  const { leave } = page(context)
  const script = await queued(context)
  await leave()
  void call(script, 'Eve')
  await passed()
  script.kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await script.next().answer({ data: { profile: 'Ada' } })
  await passed()
  assert.equal(nameOf(script.next()), 'Eve')
})

test('a page that is shown again tries again', async (context) => {
  const { show } = page(context)
  const script = await queued(context)
  void call(script, 'Eve')
  await settled()
  await script.next().break()
  show()
  await passed()
  assert.equal(nameOf(script.next()), 'Eve')
})

test('without news it is tried again after a pause that doubles up to a minute, and begins anew', async (context) => {
  const script = await queued(context)
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  mock.method(Math, 'random', () => 0.5)
  context.after(() => mock.reset())
  const pass = async (ms: number) => {
    mock.timers.tick(ms)
    await settled()
    await settled()
  }
  const done: Promise<unknown>[] = []
  for (const pauses of [[1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000], [1000]]) {
    done.push(call(script, 'Eve').done)
    await settled()
    for (const pause of pauses) {
      const sent = script.asked.length
      await script.next().break()
      await pass(pause - 1)
      assert.equal(script.asked.length, sent)
      await pass(1)
    }
    await script.next().answer(DONE)
    await settled()
  }
  await Promise.all(done)
})

test('when the network is back, pauses begin anew', async (context) => {
  const { online } = page(context)
  const script = await queued(context)
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  mock.method(Math, 'random', () => 0.5)
  context.after(() => mock.reset())
  const pass = async (ms: number) => {
    mock.timers.tick(ms)
    await settled()
    await settled()
  }
  const { done } = call(script, 'Eve')
  await settled()
  await script.next().break()
  await pass(1000)
  await script.next().break()
  online()
  await pass(0)
  await script.next().break()
  await pass(999)
  assert.equal(script.asked.length, 3)
  await pass(1)
  await script.next().answer(DONE)
  await done
})

test('a first try that is answered is the answer, whatever it says', async (context) => {
  page(context)
  const script = await queued(context)
  for (const [error, status] of [
    [REFUSAL, 404],
    [BREAKDOWN, 500],
  ] as const) {
    const { ended, done } = call(script, 'Eve')
    await settled()
    await script.next().answer({ error }, status)
    await done
    assert.equal((ended[0] as { code: string }).code, error.code)
  }
  assert.deepEqual(script.queue.pending(), [])
})

test('a call that is made just when all is sent is sent, too', async (context) => {
  const { comeBack, navigator } = page(context)
  for (let turns = 0; turns < 12; turns++) {
    const store = memoryStore()
    const script = await queued(context, { store })
    let answer = () => {}
    store.all = () =>
      new Promise((resolve) => {
        answer = () => resolve([])
      })
    await comeBack()
    answer()
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    store.all = memoryStore().all
    store.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
    navigator.onLine = false
    const warnings = mock.method(console, 'warn', () => {})
    void call(script, 'Eve')
    navigator.onLine = true
    await passed()
    warnings.mock.restore()
    assert.equal(script.asked.length, 1, `after ${turns} turns`)
    await script.next().answer(DONE)
    script.queue.stop()
  }
})

test('a server that is busy, running the call already or out of order is waited for', async (context) => {
  const { comeBack } = page(context)
  const script = await queued(context)
  const { ended, done } = call(script, 'Eve')
  await settled()
  await script.next().break()
  for (const [code, status] of [
    ['RATE_LIMITED', 429],
    ['IN_PROGRESS', 409],
    ['BAD_GATEWAY', 502],
  ] as const) {
    await comeBack()
    await script.next().answer({ error: { code, message: 'Not now.', details: null } }, status)
  }
  await comeBack()
  await script.next().answer('<p>Welcome to our hotel.</p>')
  assert.deepEqual(ended, [])
  await comeBack()
  await script.next().answer(DONE)
  await done
  assert.deepEqual(ended, ['done'])
})

test('while the server puts off a call, what else it answers is no news', async (context) => {
  const { comeBack } = page(context)
  const script = await queued(context)
  void call(script, 'Eve')
  await settled()
  await script.next().break()
  await comeBack()
  await script.next().answer({ error: { code: 'RATE_LIMITED', message: 'Not now.', details: null } }, 429)
  script.kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await script.next().answer({ data: { profile: 'Ada' } })
  await passed()
  assert.throws(() => script.next())
})

test('nor is another call a reason to try sooner, and later it is as before', async (context) => {
  const { comeBack } = page(context)
  const script = await queued(context)
  const first = call(script, 'Eve')
  await settled()
  await script.next().break()
  await comeBack()
  await script.next().answer({ error: { code: 'RATE_LIMITED', message: 'Not now.', details: null } }, 429)
  const second = call(script, 'Zoe')
  await passed()
  assert.equal(script.asked.length, 2)
  await comeBack()
  await script.next().answer(DONE)
  await passed()
  await script.next().answer(DONE)
  await Promise.all([first.done, second.done])
  void call(script, 'Ann')
  await settled()
  await script.next().break()
  script.kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await script.next().answer({ data: { profile: 'Ada' } })
  await passed()
  assert.equal(nameOf(script.next()), 'Ann')
})

test('a refused call is out, and the next one is sent', async (context) => {
  const { leave, comeBack } = page(context)
  const script = await queued(context)
  await leave()
  const [first, second] = [call(script, 'Eve'), call(script, 'Zoe')]
  await comeBack()
  await script.next().answer({ error: REFUSAL }, 404)
  await first.done
  assert.equal((first.ended[0] as { code: string }).code, 'NOT_FOUND')
  await passed()
  await script.next().answer(DONE)
  await second.done
  assert.deepEqual(second.ended, ['done'])
})

test('a call over which the server breaks down three times is given up', async (context) => {
  const { leave, comeBack } = page(context)
  const script = await queued(context)
  await leave()
  const { ended, done } = call(script, 'Eve')
  for (let tries = 0; tries < 3; tries++) {
    assert.deepEqual(ended, [])
    await comeBack()
    await script.next().answer({ error: BREAKDOWN }, 500)
  }
  await done
  assert.equal((ended[0] as { code: string }).code, 'INTERNAL_ERROR')
  assert.deepEqual(script.queue.pending(), [])
})

test('the next page sends what the last one could not, and puts in place what it changes', async (context) => {
  const { leave } = page(context)
  const first = await queued(context)
  await leave()
  void call(first, 'Eve')
  await passed()
  const [{ id } = { id: '' }] = first.queue.pending()
  first.queue.stop()
  const replayed: [unknown, QueuedCall][] = []
  const next = await queued(context, { name: first.name, onReplayed: (...heard) => replayed.push(heard) })
  assert.deepEqual(
    next.queue.pending().map(({ name, args }) => [name, args]),
    [['rename', { user_id: 5, name: 'Eve' }]],
  )
  const entry = next.kernel.entry(profile, USER_5)
  entry.subscribe(() => {})
  await settled()
  await next.next().answer({ data: { profile: 'Ada' } })
  await passed()
  const replay = next.next()
  assert.deepEqual([keyOf(replay), nameOf(replay)], [id, 'Eve'])
  await replay.answer({ result: 'done', invalidate: [{ context: 'user', params: USER_5 }] })
  await passed()
  assert.deepEqual(
    replayed.map(([result, { name }]) => [result, name]),
    [['done', 'rename']],
  )
  await next.next().answer({ data: { profile: 'Eve' } })
  assert.equal(entry.get().data, 'Eve')
  const third = await queued(context, { name: first.name })
  assert.deepEqual(third.queue.pending(), [])
})

test('the next page says which of them were refused', async (context) => {
  const { leave, comeBack } = page(context)
  const first = await queued(context)
  await leave()
  void call(first, 'Eve')
  await passed()
  first.queue.stop()
  const failed: unknown[] = []
  const next = await queued(context, {
    name: first.name,
    onFailed: ({ code }, { args }) => failed.push([code, args['name']]),
  })
  await comeBack()
  await next.next().answer({ error: REFUSAL }, 404)
  await passed()
  assert.deepEqual(failed, [['NOT_FOUND', 'Eve']])
  assert.deepEqual(next.queue.pending(), [])
})

test('what waits is settled when the queue is stopped', async (context) => {
  const { leave } = page(context)
  const script = scriptedServer()
  const queue = offline(script.kernel, { name: `queue ${++queues}`, store: memoryStore() })
  const { transport } = script.kernel.core
  await passed()
  await leave()
  const { ended, done } = call(script, 'Eve')
  queue.stop()
  assert.notEqual(script.kernel.core.transport, transport)
  await done
  assert.equal((ended[0] as { code: string }).code, 'ABORTED')
  const late = assert.rejects(script.kernel.call(rename, USER_5, QUEUED), { code: 'NETWORK_ERROR' })
  await settled()
  await script.next().break()
  await late
})

test('what is on its way for the first time when the queue is stopped does not wait', async (context) => {
  page(context)
  const script = await queued(context)
  const { ended, done } = call(script, 'Eve')
  await settled()
  script.queue.stop()
  await script.next().break()
  await done
  assert.equal((ended[0] as { code: string }).code, 'NETWORK_ERROR')
})

test('once stopped, a queue keeps nothing, also where something was put before it', async (context) => {
  const { leave } = page(context)
  const script = await queued(context)
  const { core } = script.kernel
  core.transport = { ...core.transport }
  script.queue.stop()
  await leave()
  const refused = assert.rejects(script.kernel.call(rename, USER_5, QUEUED), { code: 'NETWORK_ERROR' })
  await settled()
  await script.next().break()
  await refused
})

test('a call whose signal is aborted already does not wait', async (context) => {
  const { leave } = page(context)
  const script = await queued(context)
  await leave()
  const signal = AbortSignal.abort()
  await assert.rejects(script.kernel.call(rename, USER_5, { ...QUEUED, signal }), { code: 'ABORTED' })
  assert.deepEqual(script.queue.pending(), [])
})

test('without a queue the option does nothing', async () => {
  const { kernel, next } = scriptedServer()
  const refused = assert.rejects(kernel.call(rename, USER_5, QUEUED), { code: 'NETWORK_ERROR' })
  await settled()
  await next().break()
  await refused
})

test('what one user left is never sent for another', async (context) => {
  const { leave, comeBack, navigator } = page(context)
  const dropped: QueuedCall[][] = []
  const script = await queued(context, { onDropped: (calls) => dropped.push([...calls]) })
  const slow = call(script, 'slow')
  await settled()
  const request = script.next()
  await leave()
  const { ended, done } = call(script, 'Eve')
  await passed()
  navigator.onLine = true
  const signedIn = script.kernel.call(login, {})
  await settled()
  await script.next().answer({ result: null, invalidate: [{ all: true }] })
  await signedIn
  await done
  assert.equal((ended[0] as { code: string }).code, 'ABORTED')
  assert.deepEqual(
    dropped.map((calls) => calls.map(({ args }) => args['name'])),
    [['Eve']],
  )
  await request.break()
  await slow.done
  assert.equal((slow.ended[0] as { code: string }).code, 'NETWORK_ERROR')
  await comeBack()
  assert.throws(() => script.next())
  const next = await queued(context, { name: script.name })
  assert.deepEqual(next.queue.pending(), [])
})

test('nothing comes back that was dropped while the store was read', async (context) => {
  const { comeBack } = page(context)
  const store = memoryStore()
  const script = await queued(context, { store })
  void call(script, 'Eve')
  await settled()
  await script.next().break()
  await passed()
  const { all } = store
  let answer = () => {}
  store.all = async () => {
    const calls = await all()
    await new Promise<void>((resolve) => {
      answer = resolve
    })
    return calls
  }
  await comeBack()
  script.kernel.reset()
  answer()
  await passed()
  assert.deepEqual(script.queue.pending(), [])
  assert.throws(() => script.next())
})

test('a call can be given up, by its id and by its signal', async (context) => {
  const { leave, comeBack } = page(context)
  const script = await queued(context)
  await leave()
  const byId = call(script, 'Eve')
  const own = new AbortController()
  const bySignal = call(script, 'Zoe', { signal: own.signal })
  script.queue.discard(script.queue.pending()[0]!.id)
  own.abort()
  await Promise.all([byId.done, bySignal.done])
  for (const { ended } of [byId, bySignal]) assert.equal((ended[0] as { code: string }).code, 'ABORTED')
  await comeBack()
  assert.throws(() => script.next())
})

test('a call that is given up while it is sent is aborted', async (context) => {
  const { leave, comeBack } = page(context)
  const script = await queued(context)
  await leave()
  const first = call(script, 'Eve')
  const second = call(script, 'Zoe')
  await comeBack()
  const request = script.next()
  script.queue.discard(script.queue.pending()[0]!.id)
  assert.equal(request.signal.aborted, true)
  await first.done
  await passed()
  await script.next().answer(DONE)
  await second.done
  assert.deepEqual(second.ended, ['done'])
})

test('who looks at the queue is told of changes, and sees the same list until then', async (context) => {
  const { leave, comeBack } = page(context)
  const { queue, ...script } = await queued(context)
  let told = 0
  const stop = queue.subscribe(() => told++)
  assert.equal(queue.pending(), queue.pending())
  await leave()
  void call(script, 'Eve')
  assert.equal(told, 1)
  assert.equal(queue.pending().length, 1)
  await comeBack()
  await script.next().answer(DONE)
  await passed()
  assert.equal(told, 2)
  stop()
  await leave()
  void call(script, 'Zoe')
  assert.equal(told, 2)
})

test('files cannot wait', async (context) => {
  page(context)
  const script = await queued(context)
  const sent = script.kernel.call(upload, { file: new Blob(['x']) }, QUEUED)
  await assert.rejects(sent, {
    code: 'BAD_REQUEST',
    message: 'Files cannot wait: call upload without the option queue.',
  })
  assert.equal(script.asked.length, 0)
})

test('arguments that are no JSON are refused at once', async (context) => {
  const { leave } = page(context)
  const script = await queued(context)
  await leave()
  await assert.rejects(script.kernel.call(rename, { age: Number.NaN }, QUEUED), { code: 'BAD_REQUEST' })
  assert.deepEqual(script.queue.pending(), [])
})

test('names that objects inherit are arguments like others', async (context) => {
  const { leave, comeBack } = page(context)
  const script = await queued(context)
  await leave()
  const called = script.kernel.call(rename, JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}'), QUEUED)
  await comeBack()
  const { args } = script.next().body as { args: object }
  assert.deepEqual(Object.keys(args).sort(), ['__proto__', 'constructor'])
  await script.asked[0]!.answer(DONE)
  await called
})

test('where nothing can be stored, calls wait in memory, with one warning', async (context) => {
  const { leave, comeBack } = page(context)
  const warnings = mock.method(console, 'warn', () => {})
  context.after(() => warnings.mock.restore())
  const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
  const script = await queued(context, { store: { all: full, put: full, remove: full } })
  await leave()
  const [first, second] = [call(script, 'Eve'), call(script, 'Zoe')]
  await comeBack()
  await script.next().answer(DONE)
  await passed()
  await script.next().answer(DONE)
  await Promise.all([first.done, second.done])
  assert.equal(warnings.mock.callCount(), 1)
})

test('without IndexedDB, calls wait in memory, too', async (context) => {
  const { leave, comeBack } = page(context)
  const warnings = mock.method(console, 'warn', () => {})
  const { indexedDB } = globalThis
  Reflect.deleteProperty(globalThis, 'indexedDB')
  context.after(() => {
    Object.assign(globalThis, { indexedDB })
    warnings.mock.restore()
  })
  const script = await queued(context, { store: undefined })
  await leave()
  const { done, ended } = call(script, 'Eve')
  await comeBack()
  await script.next().answer(DONE)
  await done
  assert.deepEqual(ended, ['done'])
  assert.equal(warnings.mock.callCount(), 1)
})

test('where locks are forbidden, calls are sent without', async (context) => {
  const { leave, comeBack, navigator } = page(context)
  Object.assign(navigator, { locks: { request: () => Promise.reject(new DOMException('no', 'SecurityError')) } })
  const script = await queued(context)
  await leave()
  const { done, ended } = call(script, 'Eve')
  await comeBack()
  await script.next().answer(DONE)
  await done
  assert.deepEqual(ended, ['done'])
})

test('one tab sends for all, and whoever waits in another hears of it', async (context) => {
  const { leave, comeBack, navigator } = page(context)
  Object.assign(navigator, { locks: locks() })
  const one = await queued(context)
  const other = await queued(context, { name: one.name })
  await leave()
  const first = call(one, 'Eve')
  await passed()
  const second = call(other, 'Zoe')
  await until(() => one.queue.pending().length === 2 && other.queue.pending().length === 2)
  assert.deepEqual(one.queue.pending(), other.queue.pending())
  await comeBack()
  await one.next().answer(DONE)
  await passed()
  assert.equal(other.asked.length, 0)
  await one.next().answer({ error: { ...REFUSAL, details: { by: 'Bob' } } }, 404)
  await until(() => second.ended.length)
  assert.deepEqual(first.ended, ['done'])
  const { code, details, status } = second.ended[0] as { code: string; details: unknown; status: number }
  assert.deepEqual([code, details, status], ['NOT_FOUND', { by: 'Bob' }, 404])
  await passed()
  assert.equal(one.asked.length + other.asked.length, 2)
})

test('signing out in one tab drops what another left', async (context) => {
  const { leave, comeBack } = page(context)
  const one = await queued(context)
  const other = await queued(context, { name: one.name })
  await leave()
  const { ended } = call(other, 'Zoe')
  await until(() => one.queue.pending().length)
  one.kernel.reset()
  await until(() => ended.length)
  assert.equal((ended[0] as { code: string }).code, 'ABORTED')
  await comeBack()
  assert.equal(one.asked.length + other.asked.length, 0)
})

test('a kernel that is configured anew keeps its queue, which sends where it now should', async (context) => {
  const { leave, comeBack } = page(context)
  const script = await queued(context)
  const elsewhere = scriptedServer()
  await leave()
  const { done, ended } = call(script, 'Eve')
  await passed()
  script.kernel.configure(elsewhere.kernel.core.options)
  void call(script, 'Zoe')
  await comeBack()
  await elsewhere.next().answer(DONE)
  await done
  assert.deepEqual(ended, ['done'])
  await passed()
  assert.equal(nameOf(elsewhere.next()), 'Zoe')
  assert.equal(script.asked.length, 0)
})

test('a call made before the store was read goes behind what it holds', async (context) => {
  const { leave, comeBack } = page(context)
  const first = await queued(context)
  await leave()
  void call(first, 'Eve')
  await passed()
  first.queue.stop()
  await comeBack()
  const script = scriptedServer()
  const queue = offline(script.kernel, { name: first.name, store: stores.get(first.name) })
  context.after(() => queue.stop())
  void call(script, 'Zoe')
  await passed()
  const replay = script.next()
  assert.equal(nameOf(replay), 'Eve')
  await replay.answer(DONE)
  await passed()
  assert.equal(nameOf(script.next()), 'Zoe')
})

test('a database outlives the page, in the order of the calls', async (context) => {
  const { leave, comeBack } = page(context)
  const name = 'kept in a database'
  const first = await queued(context, { name, store: undefined })
  await leave()
  void call(first, 'Eve')
  void call(first, 'Zoe')
  await until(async () => (await storedIn(name)).length === 2)
  first.queue.stop()
  const next = await queued(context, { name, store: undefined })
  await until(() => next.queue.pending().length === 2)
  await comeBack()
  for (const person of ['Eve', 'Zoe']) {
    await until(() => next.asked.some((each) => nameOf(each) === person))
    await next.next().answer(DONE)
  }
  await until(async () => (await storedIn(name)).length === 0)
  assert.deepEqual(next.queue.pending(), [])
})

test('a database that is deleted while the page is open leaves calls in memory', async (context) => {
  const { leave, comeBack } = page(context)
  const warnings = mock.method(console, 'warn', () => {})
  context.after(() => warnings.mock.restore())
  const name = 'deleted'
  const script = await queued(context, { name, store: undefined })
  await until(async () => (await indexedDB.databases()).some((each) => each.name === `mizan-offline ${name}`))
  await storedIn(name)
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(`mizan-offline ${name}`)
    Object.assign(request, { onsuccess: resolve, onerror: reject, onblocked: reject })
  })
  await leave()
  const { done, ended } = call(script, 'Eve')
  await comeBack()
  await until(() => script.asked.length)
  await script.next().answer(DONE)
  await done
  assert.deepEqual(ended, ['done'])
  assert.equal(warnings.mock.callCount(), 1)
})

test('a database that is full at the end of a transaction leaves calls in memory', async (context) => {
  const { leave, comeBack } = page(context)
  const warnings = mock.method(console, 'warn', () => {})
  const { put } = IDBObjectStore.prototype
  IDBObjectStore.prototype.put = function (...given) {
    const request = put.apply(this, given)
    this.transaction.abort()
    return request
  }
  context.after(() => {
    warnings.mock.restore()
    IDBObjectStore.prototype.put = put
  })
  const script = await queued(context, { name: 'full', store: undefined })
  await leave()
  const { done } = call(script, 'Eve')
  await until(() => warnings.mock.callCount())
  await comeBack()
  await until(() => script.asked.length)
  await script.next().answer(DONE)
  await done
})

test('once stopped, a queue hears nothing of other tabs', async (context) => {
  const { leave } = page(context)
  const one = await queued(context)
  const other = await queued(context, { name: one.name })
  one.queue.stop()
  await leave()
  void call(other, 'Eve')
  await passed(20)
  assert.deepEqual(one.queue.pending(), [])
})

async function until(holds: () => unknown): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 400) throw new Error('It never came to that.')
    await passed()
  }
}

/** Look into the database behind the queue's back. */
async function storedIn(name: string): Promise<unknown[]> {
  const ask = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await ask(indexedDB.open(`mizan-offline ${name}`))
  const stored = await ask(database.transaction('calls').objectStore('calls').getAll())
  database.close()
  return stored
}

/** A store of one page. */
function memoryStore(): QueueStore {
  const calls = new Map<string, QueuedCall>()
  return {
    all: async () => [...calls.values()],
    put: async (call) => calls.set(call.id, call),
    remove: async (id) => calls.delete(id),
  }
}

/** One lock after the other, as the platform gives them. */
function locks() {
  const held = new Map<string, Promise<unknown>>()
  return {
    request(name: string, work: () => Promise<unknown>) {
      const next = (held.get(name) ?? Promise.resolve()).then(work)
      held.set(
        name,
        next.catch(() => {}),
      )
      return next
    },
  }
}
