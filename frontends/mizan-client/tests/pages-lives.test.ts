import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { pages } from '../src/pages.ts'
import { asksFor, feed, flags, page, read, shown, two } from './pages-stage.ts'
import { passed, scriptedServer, settled } from './scripted-server.ts'
import { login } from './subjects.ts'

test('another identity begins with the first page, and sees nothing of the old one', async () => {
  const script = scriptedServer()
  const { list, seen } = await two(script)
  const done = script.kernel.call(login, {})
  await settled()
  await script.next().answer({ result: null, invalidate: [{ all: true }] })
  await done
  assert.equal(read(list), '')
  assert.equal(seen.at(-1), '')
  const asked = script.asked.slice(3)
  await passed()
  for (const each of asked.filter(({ signal }) => !signal.aborted)) await each.answer(page('zyx', 'x'))
  assert.equal(read(list), 'zyx')
  assert.deepEqual(list.get().params, [undefined])
})

test('a list that comes back shows what is known at once', async () => {
  const script = scriptedServer()
  const { stop } = await two(script)
  stop()
  await passed()
  const { list } = shown(script)
  assert.equal(read(list), 'abc')
  list.fetchNext()
  assert.equal(read(list), 'abc|def')
  await settled()
  assert.equal(script.asked.length, 2)
  const idle = pages(script.kernel, feed, { tag: 'a' }, { param: 'cursor', next: ({ next }) => next })
  assert.equal(read(idle), 'abc')
})

test('a list that came back stale shows what is known, and asks for it', async () => {
  const script = scriptedServer()
  const { stop } = await two(script)
  stop()
  script.kernel.invalidate([{ context: 'feed' }])
  const { list } = shown(script)
  assert.equal(read(list), 'abc')
  await settled()
  assert.equal(flags(list), 'ready fetching hasNext')
  await script.next().answer(page('Abc', 'c'))
  assert.equal(read(list), 'Abc')
})

test('who looks again keeps the pages, and has them asked for if they became stale', async () => {
  const script = scriptedServer()
  const { list, stop } = await two(script)
  stop()
  script.kernel.invalidate([{ context: 'feed' }])
  list.subscribe(() => {})
  await settled()
  assert.deepEqual(script.asked.slice(2).map(asksFor), [
    [undefined, undefined],
    ['c', ['feed']],
  ])
  await script.next().answer(page('Abc', 'c'))
  await script.next().answer(page('Def', 'f'))
  assert.equal(read(list), 'Abc|Def')
})

test('what was forgotten meanwhile is asked for again, from the first page on', async (context) => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  context.after(() => mock.timers.reset())
  const script = scriptedServer()
  const { list, stop } = await two(script)
  stop()
  for (let minute = 0; minute < 8; minute++) mock.timers.tick(60_000)
  list.subscribe(() => {})
  assert.equal(read(list), '')
  await settled()
  assert.equal(script.asked.length, 3)
  await script.next().answer(page('xyz', 'z'))
  assert.equal(read(list), 'xyz')
  await settled()
  assert.equal(script.asked.length, 3)
})

test('a list that is made long before anybody looks loads when somebody does', async (context) => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  context.after(() => mock.timers.reset())
  const script = scriptedServer()
  const list = pages(script.kernel, feed, { tag: 'a' }, { param: 'cursor', next: ({ next }) => next })
  for (let minute = 0; minute < 8; minute++) mock.timers.tick(60_000)
  list.subscribe(() => {})
  await settled()
  await script.next().answer(page('abc'))
  assert.equal(read(list), 'abc')
})

test('what another list is just asking for again is shown at once', async () => {
  const script = scriptedServer()
  await two(script)
  script.kernel.invalidate([{ context: 'feed' }])
  await settled()
  const { list } = shown(script)
  assert.equal(read(list), 'abc')
  assert.equal(flags(list), 'ready fetching hasNext')
})

test('nobody is told where nothing changed', async () => {
  const script = scriptedServer()
  const { list } = shown(script)
  await settled()
  await script.next().answer(page('abc'))
  let told = 0
  list.subscribe(() => told++)
  list.fetchNext()
  list.fetchPrevious()
  await settled()
  assert.equal(told, 0)
})

test('nothing is held when nobody looks', async () => {
  const script = scriptedServer()
  const { list, stop } = await two(script)
  const also = list.subscribe(() => {})
  stop()
  script.kernel.invalidate([{ context: 'feed' }])
  await settled()
  assert.equal(script.asked.length, 4)
  also()
  also()
  await passed()
  assert.deepEqual(
    script.asked.slice(2).map(({ signal }) => signal.aborted),
    [true, true],
  )
})

test('the state is the same object until something changes, with lists that stay', async () => {
  const script = scriptedServer()
  const { list } = await two(script)
  const before = list.get()
  assert.equal(list.get(), before)
  script.kernel.invalidate([{ context: 'feed' }])
  await settled()
  const during = list.get()
  assert.notEqual(during, before)
  assert.equal(during.pages, before.pages)
  assert.equal(during.params, before.params)
  await script.next().answer(page('abc', 'c'))
  await script.next().answer(page('def', 'f'))
  assert.equal(list.get().pages, before.pages)
})

test('a listener that throws keeps nobody else from hearing', async (context) => {
  const reported: unknown[] = []
  Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) })
  context.after(() => Reflect.deleteProperty(globalThis, 'reportError'))
  const script = scriptedServer()
  const list = pages(script.kernel, feed, { tag: 'a' }, { param: 'cursor', next: ({ next }) => next })
  let heard = 0
  list.subscribe(() => {
    throw new Error('mine')
  })
  list.subscribe(() => heard++)
  await settled()
  await script.next().answer(page('abc'))
  assert.ok(heard > 0)
  assert.equal(reported.length, heard)
})
