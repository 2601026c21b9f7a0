import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { offline } from '../src/offline/index.ts'
import { call, DONE, locks, nameOf, page, queued, storedIn, stores, until } from './offline-stage.ts'
import { passed, scriptedServer } from './scripted-server.ts'
import { REFUSAL } from './subjects.ts'

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
