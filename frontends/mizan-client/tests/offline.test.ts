import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import type { Optimistic } from '../src/index.ts'
import { call, DONE, keyOf, memoryStore, nameOf, page, queued } from './offline-stage.ts'
import { passed, settled } from './scripted-server.ts'
import { BREAKDOWN, profile, REFUSAL, rename, USER_5 } from './subjects.ts'

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
