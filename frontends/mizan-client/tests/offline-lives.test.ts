import assert from 'node:assert/strict'
import { test } from 'node:test'
import { offline, type QueuedCall } from '../src/offline/index.ts'
import { call, DONE, keyOf, memoryStore, nameOf, newName, page, QUEUED, queued } from './offline-stage.ts'
import { passed, scriptedServer, settled } from './scripted-server.ts'
import { login, profile, REFUSAL, rename, USER_5, upload } from './subjects.ts'

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
  const queue = offline(script.kernel, { name: newName(), store: memoryStore() })
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
