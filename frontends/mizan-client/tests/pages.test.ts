import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Optimistic } from '../src/index.ts'
import { pages } from '../src/pages.ts'
import {
  about,
  asksFor,
  edit,
  flags,
  numbered,
  type Params,
  type Part,
  page,
  part,
  read,
  shown,
  two,
} from './pages-stage.ts'
import { passed, scriptedServer, settled } from './scripted-server.ts'
import { BREAKDOWN, REFUSAL } from './subjects.ts'

test('the first page loads with its context, and further ones alone', async () => {
  const script = scriptedServer()
  const { kernel, next } = script
  const info = kernel.entry(about, { tag: 'a' })
  info.subscribe(() => {})
  const { list } = shown(script)
  assert.equal(flags(list), 'pending fetching')
  await settled()
  const first = next()
  assert.deepEqual([first.params, first.only], [{ tag: 'a' }, undefined])
  await first.answer({ data: { feed: part('abc', 'c'), about: 'letters' } })
  assert.equal(read(list), 'abc')
  assert.deepEqual(list.get().params, [undefined])
  assert.equal(flags(list), 'ready hasNext')
  list.fetchNext()
  await settled()
  assert.equal(flags(list), 'ready fetching fetchingNext hasNext')
  const second = next()
  assert.deepEqual([second.params, second.only], [{ tag: 'a', cursor: 'c' }, ['feed']])
  await second.answer(page('def'))
  assert.equal(read(list), 'abc|def')
  assert.deepEqual(list.get().params, [undefined, 'c'])
  assert.equal(flags(list), 'ready')
  list.fetchNext()
  await settled()
  assert.equal(script.asked.length, 2)
})

test('asking twice for the next page asks once', async () => {
  const script = scriptedServer()
  const { list } = shown(script)
  list.fetchNext()
  await settled()
  await script.next().answer(page('abc', 'c'))
  list.fetchNext()
  list.fetchNext()
  await settled()
  list.fetchNext()
  await settled()
  assert.equal(script.asked.length, 2)
  await script.next().answer(page('def', 'f'))
  assert.equal(read(list), 'abc|def')
  await settled()
  assert.equal(script.asked.length, 2)
})

test('numbered pages follow from the number', async () => {
  const { kernel, next } = scriptedServer()
  const list = pages(
    kernel,
    numbered,
    {},
    { param: 'page', next: (data, at = 1) => (data.length ? at + 1 : undefined) },
  )
  list.subscribe(() => {})
  await settled()
  await next().answer({ data: { numbered: ['a'] } })
  list.fetchNext()
  await settled()
  const second = next()
  assert.deepEqual(second.params, { page: 2 })
  await second.answer({ data: { numbered: [] } })
  assert.deepEqual(list.get().pages, [['a'], []])
  assert.equal(list.get().hasNext, false)
})

test('what becomes stale is asked for page by page, and shown in one piece', async () => {
  const script = scriptedServer()
  const { list, seen } = await two(script)
  script.kernel.invalidate([{ context: 'feed' }])
  await settled()
  assert.equal(flags(list), 'ready fetching hasNext')
  const [first, second] = [script.next(), script.next()]
  assert.deepEqual([first, second].map(asksFor), [
    [undefined, ['feed']],
    ['c', ['feed']],
  ])
  await first.answer(page('Abc', 'c'))
  assert.deepEqual(seen.at(-1) ?? 'abc|def', 'abc|def')
  await second.answer(page('dEf', 'f'))
  assert.equal(seen.at(-1), 'Abc|dEf')
  assert.equal(seen.includes('Abc|def'), false)
  assert.equal(script.asked.length, 4)
})

test('a chain whose cursors changed is followed, and no torn list is shown', async () => {
  const script = scriptedServer()
  const { list, seen } = await two(script)
  list.refetch()
  await settled()
  const [first, second] = [script.next(), script.next()]
  await first.answer(page('xab', 'b'))
  assert.equal(second.signal.aborted, false)
  await passed()
  assert.equal(second.signal.aborted, true)
  const followed = script.next()
  assert.deepEqual(asksFor(followed), ['b', ['feed']])
  assert.equal(flags(list), 'ready fetching hasNext')
  await followed.answer(page('cde', 'e'))
  assert.equal(read(list), 'xab|cde')
  assert.deepEqual(list.get().params, [undefined, 'b'])
  assert.deepEqual(seen.slice(-1), ['xab|cde'])
  assert.deepEqual(
    seen.filter((each) => each !== 'abc|def'),
    ['xab|cde'],
  )
})

test('a list that became shorter shows what there is, and does not grow again by itself', async () => {
  const script = scriptedServer()
  const { list } = await two(script)
  list.refetch()
  await settled()
  await script.next().answer(page('abc'))
  assert.equal(read(list), 'abc')
  assert.equal(flags(list), 'ready')
  script.next()
  list.refetch()
  await settled()
  await script.next().answer(page('abc', 'c'))
  assert.equal(flags(list), 'ready hasNext')
  await passed()
  assert.equal(script.asked.length, 5)
})

test('refetching asks for the pages shown and no others', async () => {
  const script = scriptedServer()
  const { list } = await two(script)
  list.fetchNext()
  await settled()
  await script.next().answer(page('ghi', 'i'))
  list.refetch()
  await settled()
  assert.deepEqual(script.asked.slice(3).map(asksFor), [
    [undefined, ['feed']],
    ['c', ['feed']],
    ['f', ['feed']],
  ])
})

test('what is expected of a mutation is shown at once, also while pages are on their way', async () => {
  const script = scriptedServer()
  const { list } = await two(script)
  const optimistic: Optimistic<{ feed: [Params, Part] }> = {
    feed: (data) => ({ ...data, items: data.items.map((each) => (each === 'e' ? 'E' : each)) }),
  }
  script.kernel.invalidate([{ context: 'feed' }])
  await settled()
  const edited = script.kernel.call(edit, {}, { optimistic })
  assert.equal(read(list), 'abc|dEf')
  await settled()
  const [first, second, call] = [script.next(), script.next(), script.next()]
  await first.answer(page('abC', 'c'))
  assert.equal(read(list), 'abc|dEf')
  await second.answer(page('def', 'f'))
  assert.equal(read(list), 'abC|dEf')
  await call.answer({ error: REFUSAL }, 404)
  await assert.rejects(edited)
  assert.equal(read(list), 'abC|def')
})

test('what comes with a mutation is shown at once', async () => {
  const script = scriptedServer()
  const { list, seen } = await two(script)
  const edited = script.kernel.call(edit, {})
  await settled()
  const call = script.next()
  assert.deepEqual(call.body?.['mounted'], [
    { context: 'feed', params: { tag: 'a' } },
    { context: 'feed', params: { tag: 'a', cursor: 'c' } },
  ])
  await call.answer({
    result: null,
    invalidate: [],
    refreshed: [
      { context: 'feed', params: { tag: 'a' }, ...page('Abc', 'c') },
      { context: 'feed', params: { tag: 'a', cursor: 'c' }, ...page('Def', 'f') },
    ],
  })
  await edited
  assert.equal(read(list), 'Abc|Def')
  assert.deepEqual(seen, ['Abc|Def'])
})

test('a list goes both ways from where it begins', async () => {
  const script = scriptedServer()
  const { list } = shown(script, { cursor: 'm', back: true })
  await settled()
  const first = script.next()
  assert.deepEqual(asksFor(first), ['m', undefined])
  await first.answer(page('mno', 'o', 'l'))
  assert.equal(flags(list), 'ready hasNext hasPrevious')
  list.fetchPrevious()
  await settled()
  assert.equal(flags(list), 'ready fetching fetchingPrevious hasNext hasPrevious')
  await script.next().answer(page('jkl', 'l', 'i'))
  list.fetchNext()
  list.fetchPrevious()
  await settled()
  const [on, back] = [script.next(), script.next()]
  await back.answer(page('ghi', 'i', null))
  assert.equal(read(list), 'ghi|jkl|mno')
  await on.answer(page('pqr', 'r', 'o'))
  assert.equal(read(list), 'ghi|jkl|mno|pqr')
  assert.deepEqual(list.get().params, ['i', 'l', 'm', 'o'])
  assert.equal(flags(list), 'ready hasNext')
})

test('with a limit, pages go at the other end, and come back when asked for', async () => {
  const script = scriptedServer()
  const { list, seen } = shown(script, { max: 2, back: true })
  await settled()
  await script.next().answer(page('abc', 'c'))
  list.fetchNext()
  await settled()
  await script.next().answer(page('def', 'f', 'first'))
  list.fetchNext()
  await settled()
  await script.next().answer(page('ghi', 'i', 'c'))
  assert.equal(read(list), 'def|ghi')
  assert.equal(seen.includes('abc|def|ghi'), false)
  assert.equal(flags(list), 'ready hasNext hasPrevious')
  list.refetch()
  await settled()
  assert.deepEqual(script.asked.slice(3).map(asksFor), [
    ['c', ['feed']],
    ['f', ['feed']],
  ])
  await script.next().answer(page('deF', 'f', 'first'))
  await script.next().answer(page('ghI', 'i', 'c'))
  assert.equal(read(list), 'deF|ghI')
  list.fetchPrevious()
  await settled()
  const back = script.next()
  assert.deepEqual(asksFor(back), ['first', ['feed']])
  await back.answer(page('abc', 'c'))
  assert.equal(read(list), 'abc|deF')
  assert.equal(flags(list), 'ready hasNext')
})

test('a limit of one shows one page at a time', async () => {
  const script = scriptedServer()
  const { list } = shown(script, { max: 1, back: true })
  await settled()
  await script.next().answer(page('abc', 'c'))
  list.fetchNext()
  await settled()
  await script.next().answer(page('def', 'f', 'first'))
  assert.equal(read(list), 'def')
  list.fetchPrevious()
  await settled()
  await script.next().answer(page('abc', 'c'))
  assert.equal(read(list), 'abc')
})

test('a next page that fails leaves the others, and is asked for again', async () => {
  const script = scriptedServer()
  const { list } = await two(script)
  list.fetchNext()
  await settled()
  await script.next().answer({ error: BREAKDOWN }, 500)
  assert.equal(read(list), 'abc|def')
  assert.equal(flags(list), 'error hasNext')
  assert.equal((list.get().error as { code: string }).code, 'INTERNAL_ERROR')
  list.fetchNext()
  await settled()
  assert.equal(flags(list), 'ready fetching fetchingNext hasNext')
  await script.next().answer(page('ghi'))
  assert.equal(read(list), 'abc|def|ghi')
  assert.equal(flags(list), 'ready')
})

test('while a changed page cannot be had for now, the list stays; for good, it ends before it', async () => {
  const script = scriptedServer()
  const { list } = await two(script)
  list.refetch()
  await settled()
  await script.next().answer(page('xab', 'b'))
  script.next()
  await settled()
  await script.next().answer({ error: BREAKDOWN }, 500)
  assert.equal(read(list), 'abc|def')
  assert.equal(flags(list), 'error hasNext')
  list.refetch()
  await settled()
  await script.next().answer(page('xab', 'b'))
  await script.next().answer({ error: REFUSAL }, 404)
  assert.equal(read(list), 'xab')
  assert.equal(flags(list), 'error hasNext')
  list.fetchNext()
  await settled()
  await script.next().answer(page('cde'))
  assert.equal(read(list), 'xab|cde')
})

test('a first page that fails is an error until it is asked for again', async () => {
  const script = scriptedServer()
  const { list } = shown(script)
  await settled()
  await script.next().answer({ error: REFUSAL }, 404)
  assert.equal(flags(list), 'error')
  list.refetch()
  await settled()
  assert.equal(flags(list), 'pending fetching')
  await script.next().answer(page('abc'))
  assert.equal(read(list), 'abc')
})
