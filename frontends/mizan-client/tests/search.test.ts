import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import type { Query } from '../src/index.ts'
import { search } from '../src/search.ts'
import { passed, scriptedServer, settled } from './scripted-server.ts'
import { hits, login, REFUSAL } from './subjects.ts'

/** A search field, on a clock that the test moves. */
function field(context: TestContext, wait?: number) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  context.after(() => mock.timers.reset())
  const script = scriptedServer()
  const found = search(script.kernel, hits as Query<{ q: string }, string[]>, { wait })
  const seen: string[] = []
  const stop = found.subscribe(() => seen.push(shows()))
  const shows = () => {
    const { status, data, fetching, previous } = found.get()
    return [status, data?.join(), fetching && 'fetching', previous && 'previous'].filter(Boolean).join(' ')
  }
  return {
    ...script,
    found,
    seen,
    shows,
    stop,
    type: (q: string) => found.ask(q ? { q } : undefined),
    async pass(ms: number) {
      mock.timers.tick(ms)
      await settled()
    },
    async answer(...data: string[]) {
      const request = script.next()
      await request.answer({ data: { hits: data } })
      return request
    },
  }
}

test('the first params are asked for at once, and later ones when nothing was typed for a while', async (context) => {
  const { type, pass, answer, asked, shows } = field(context)
  assert.equal(shows(), 'pending')
  type('a')
  await settled()
  assert.equal(shows(), 'pending fetching')
  await answer('apple')
  assert.equal(shows(), 'ready apple')
  type('ap')
  assert.equal(shows(), 'ready apple fetching previous')
  await pass(249)
  type('app')
  await pass(249)
  assert.equal(asked.length, 1)
  await pass(1)
  assert.equal(asked.length, 2)
  assert.equal(shows(), 'ready apple fetching previous')
  const request = await answer('apples')
  assert.deepEqual(request.params, { q: 'app' })
  assert.equal(shows(), 'ready apples')
})

test('how long to wait can be said', async (context) => {
  const { type, pass, answer, asked } = field(context, 1000)
  type('a')
  await settled()
  await answer('apple')
  type('b')
  await pass(999)
  assert.equal(asked.length, 1)
  await pass(1)
  assert.equal(asked.length, 2)
})

test('a late answer to what was typed before is not shown', async (context) => {
  const { type, pass, answer, next, seen, shows } = field(context)
  type('a')
  await settled()
  await answer('apple')
  type('b')
  await pass(250)
  const late = next()
  type('c')
  await pass(250)
  await pass(0)
  assert.equal(late.signal.aborted, true)
  await late.answer({ data: { hits: ['banana'] } })
  assert.equal(shows(), 'ready apple fetching previous')
  await answer('cherry')
  assert.equal(shows(), 'ready cherry')
  assert.equal(
    seen.some((each) => each.includes('banana')),
    false,
  )
})

test('what is known is shown at once', async (context) => {
  const { type, pass, answer, asked, shows } = field(context)
  type('a')
  await settled()
  await answer('apple')
  type('b')
  await pass(250)
  await answer('banana')
  type('a')
  assert.equal(shows(), 'ready apple')
  await pass(250)
  assert.equal(asked.length, 2)
})

test('params that say the same are the same', async (context) => {
  const { type, pass, answer, asked, shows } = field(context)
  type('a')
  await settled()
  await answer('apple')
  type('a')
  await pass(250)
  assert.equal(asked.length, 1)
  assert.equal(shows(), 'ready apple')
  type('ab')
  await pass(200)
  type('ab')
  await pass(50)
  assert.equal(asked.length, 2)
})

test('what is typed and taken back in time is never asked for', async (context) => {
  const { type, pass, answer, asked, shows } = field(context)
  type('a')
  await settled()
  await answer('apple')
  type('ab')
  await pass(100)
  type('a')
  assert.equal(shows(), 'ready apple')
  await pass(500)
  assert.equal(asked.length, 1)
})

test('without params nothing is shown or asked for, and the next ones are asked for at once', async (context) => {
  const { type, pass, answer, asked, shows } = field(context)
  type('a')
  await settled()
  await answer('apple')
  type('ab')
  type('')
  assert.equal(shows(), 'pending')
  await pass(500)
  assert.equal(asked.length, 1)
  type('b')
  await settled()
  assert.equal(shows(), 'pending fetching')
  await answer('banana')
  assert.equal(shows(), 'ready banana')
})

test('an error is of what was asked for, and shows nothing of before', async (context) => {
  const { type, pass, answer, next, found, shows } = field(context)
  type('a')
  await settled()
  await answer('apple')
  type('b')
  await pass(250)
  await next().answer({ error: REFUSAL }, 404)
  assert.equal(shows(), 'error')
  assert.equal(found.get().error?.code, 'NOT_FOUND')
  found.refetch()
  await settled()
  assert.equal(shows(), 'pending fetching')
  await answer('banana')
  assert.equal(shows(), 'ready banana')
})

test('another identity sees nothing of what the one before found', async (context) => {
  const { type, pass, answer, next, kernel, shows } = field(context)
  type('a')
  await settled()
  await answer('apple')
  type('b')
  await pass(250)
  const slow = next()
  assert.equal(shows(), 'ready apple fetching previous')
  const done = kernel.call(login, {})
  await settled()
  await next().answer({ result: null, invalidate: [{ all: true }] })
  await done
  assert.equal(shows(), 'pending fetching')
  await slow.answer({ data: { hits: ['banana'] } })
  await settled()
  await answer('berry')
  assert.equal(shows(), 'ready berry')
})

test('what became stale is asked for again', async (context) => {
  const { type, answer, kernel, shows } = field(context)
  type('a')
  await settled()
  await answer('apple')
  kernel.invalidate([{ context: 'search' }])
  await settled()
  assert.equal(shows(), 'ready apple fetching')
  await answer('apricot')
  assert.equal(shows(), 'ready apricot')
})

test('nothing is asked for while nobody looks', async () => {
  const { kernel, asked, next } = scriptedServer()
  const found = search(kernel, hits as Query<{ q: string }, string[]>)
  found.ask({ q: 'a' })
  await settled()
  assert.equal(asked.length, 0)
  const stop = found.subscribe(() => {})
  await settled()
  const request = next()
  stop()
  stop()
  await passed()
  assert.equal(request.signal.aborted, true)
})

test('the state is the same object until something changes', async (context) => {
  const { type, answer, found, seen } = field(context)
  type('a')
  await settled()
  await answer('apple')
  assert.equal(found.get(), found.get())
  assert.deepEqual(
    seen.filter((each, at) => each === seen[at - 1]),
    [],
  )
})
