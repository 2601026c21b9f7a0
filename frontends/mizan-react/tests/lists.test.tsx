import assert from 'node:assert/strict'
import { test } from 'node:test'
import { context, mutation, type Query, query } from 'mizan-client'
import { useState } from 'react'
import { contextProvider } from '../src/index.ts'
import { pagesHook, usePages } from '../src/pages.ts'
import { useSearch } from '../src/search.ts'
import { click, stage } from './stage.tsx'

interface Part {
  items: string
  next: string | null
}

const feedContext = context('feed', ['cursor', 'tag'])
const feed = query('feed', feedContext) as Query<{ tag: string; cursor?: string | null }, Part>
const hits = query('hits', context('search', ['q'])) as Query<{ q: string }, string>
const GLOBAL = { data: { motd: 'hi' } }
const page = (items: string, next: string | null = null) => ({ data: { feed: { items, next } } })
const made: unknown[] = []

function Feed({ tag }: { tag: string }) {
  const list = usePages(feed, { tag }, { param: 'cursor', next: (data) => data.next })
  made.push(list)
  return (
    <p>
      {list.status} {list.pages.map(({ items }) => items).join('|')}
      {list.fetchingNext && ' more is coming'}
      <button type="button" onClick={list.fetchNext} hidden={!list.hasNext}>
        more
      </button>
      <button type="button" onClick={list.refetch}>
        again
      </button>
    </p>
  )
}

const useFeedPages = pagesHook(feed, { param: 'cursor', next: (data) => (data as Part).next }) as unknown as (
  params?: object,
  options?: object,
) => { pages: Part[]; fetchNext: () => void }
const FeedContext = contextProvider('feed')

function Inherited({ max }: { max?: number }) {
  const { pages, fetchNext } = useFeedPages(undefined, { max })
  return (
    <button type="button" onClick={fetchNext}>
      {pages.map(({ items }) => items).join('|')}
    </button>
  )
}

test('pages are shown one after the other, also in strict mode', async () => {
  const on = await stage(<Feed tag="a" />, { strict: true })
  await on.answer(page('abc', 'c'))
  await on.answer(GLOBAL)
  assert.match(on.text(), /^ready abc/)
  await click(on, 'more')
  assert.match(on.text(), /^ready abc more is coming/)
  assert.deepEqual((await on.answer(page('def'))).params, { tag: 'a', cursor: 'c' })
  assert.match(on.text(), /^ready abc\|def/)
  assert.equal(on.asked.length, 3)
})

test('a mutation that makes them stale refreshes the pages shown', async () => {
  const on = await stage(<Feed tag="a" />)
  await on.answer(page('abc', 'c'))
  await on.answer(GLOBAL)
  await click(on, 'more')
  await on.answer(page('def'))
  await on.doing(() => void on.kernel.call(mutation('edit', ['feed']), {}))
  const { body } = await on.answer({
    result: null,
    invalidate: [],
    refreshed: [
      { context: 'feed', params: { tag: 'a' }, ...page('Abc', 'c') },
      { context: 'feed', params: { tag: 'a', cursor: 'c' }, ...page('Def') },
    ],
  })
  assert.deepEqual(body?.['mounted'], [
    { context: 'feed', params: { tag: 'a' } },
    { context: 'feed', params: { tag: 'a', cursor: 'c' } },
  ])
  assert.match(on.text(), /^ready Abc\|Def/)
})

test('other params begin anew, and the same ones in another object do not', async () => {
  const on = await stage(<Feed tag="a" />)
  await on.answer(page('abc', 'c'))
  await on.answer(GLOBAL)
  await click(on, 'more')
  await on.answer(page('def'))
  const before = made.at(-1)
  await on.show(<Feed tag="a" />)
  assert.equal(made.at(-1), before)
  await on.show(<Feed tag="b" />)
  assert.match(on.text(), /^pending/)
  assert.deepEqual((await on.answer(page('xyz'))).params, { tag: 'b' })
  assert.match(on.text(), /^ready xyz/)
})

test('a made hook takes its params from a provider, and other options', async () => {
  const on = await stage(
    <FeedContext tag="a">
      <Inherited max={1} />
    </FeedContext>,
  )
  assert.deepEqual((await on.answer(page('abc', 'c'))).params, { tag: 'a' })
  await on.answer(GLOBAL)
  await click(on, 'abc')
  await on.answer(page('def'))
  assert.equal(on.text(), 'def')
})

test('what is typed is asked for after a while, over what was there before', async () => {
  function Field() {
    const [q, type] = useState('')
    const { status, data, previous, refetch } = useSearch(hits, q ? { q } : undefined, { wait: 100 })
    return (
      <p>
        {status} {data} {previous && 'of before'}
        {['', 'a', 'ab'].map((each) => (
          <button type="button" key={each} onClick={() => type(each)}>
            {`type ${each}`}
          </button>
        ))}
        <button type="button" onClick={refetch}>
          again
        </button>
      </p>
    )
  }
  const on = await stage(<Field />, { strict: true })
  const text = () =>
    on
      .text()
      .replace(/type.*/, '')
      .trim()
  await on.answer(GLOBAL)
  assert.equal(text(), 'pending')
  await click(on, 'type a')
  assert.deepEqual((await on.answer({ data: { hits: 'apple' } })).params, { q: 'a' })
  assert.equal(text(), 'ready apple')
  await click(on, 'type ab')
  assert.equal(text(), 'ready apple of before')
  assert.equal(on.asked.length, 2)
  await on.doing(() => new Promise((done) => setTimeout(done, 150)))
  assert.equal(text(), 'ready apple of before')
  assert.deepEqual((await on.answer({ data: { hits: 'able' } })).params, { q: 'ab' })
  assert.equal(text(), 'ready able')
  await click(on, 'again')
  await on.answer({ data: { hits: 'about' } })
  assert.equal(text(), 'ready about')
  await click(on, 'type ')
  assert.equal(text(), 'pending')
})
