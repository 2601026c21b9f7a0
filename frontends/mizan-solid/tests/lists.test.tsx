import assert from 'node:assert/strict'
import { test } from 'node:test'
import { context, mutation, type Query, query } from 'mizan-client'
import { createSignal } from 'solid-js'
import { passed } from '../../mizan-client/tests/scripted-server.ts'
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

function Feed(props: { tag: string }) {
  const list = usePages(feed, () => ({ tag: props.tag }), { param: 'cursor', next: (data) => data.next })
  return (
    <p>
      {list.status} {list.pages.map(({ items }) => items).join('|')}
      {list.fetchingNext && ' and'}
      <button type="button" onClick={list.fetchNext} hidden={!list.hasNext}>
        more
      </button>
    </p>
  )
}

/** Show the first two pages. */
async function two(tag = () => 'a') {
  const on = await stage(() => <Feed tag={tag()} />)
  const text = () => on.text().replace('more', '').trim()
  await on.answer(GLOBAL)
  await on.answer(page('abc', 'c'))
  assert.equal(text(), 'ready abc')
  await click(on, 'more')
  assert.equal(text(), 'ready abc and')
  assert.deepEqual((await on.answer(page('def'))).params, { tag: 'a', cursor: 'c' })
  assert.equal(text(), 'ready abc|def')
  return { ...on, text }
}

test('pages are shown one after the other, and refreshed together by a mutation', async () => {
  const on = await two()
  await on.doing(() => void on.kernel.call(mutation('edit', ['feed']), {}))
  await on.answer({
    result: null,
    invalidate: [],
    refreshed: [
      { context: 'feed', params: { tag: 'a' }, ...page('Abc', 'c') },
      { context: 'feed', params: { tag: 'a', cursor: 'c' }, ...page('Def') },
    ],
  })
  assert.equal(on.text(), 'ready Abc|Def')
})

test('other params begin anew', async () => {
  const [tag, turn] = createSignal('a')
  const on = await two(tag)
  await on.doing(() => turn('b'))
  assert.equal(on.text(), 'pending')
  assert.deepEqual((await on.answer(page('xyz'))).params, { tag: 'b' })
  assert.equal(on.text(), 'ready xyz')
})

test('a list that is gone asks for nothing', async () => {
  const on = await two()
  await on.end()
  await on.doing(() => on.kernel.invalidate([{ context: 'feed' }]))
  assert.equal(on.asked.length, 3)
})

test('a made hook takes its params from a provider, and other options', async () => {
  const useFeedPages = pagesHook(feed, { param: 'cursor', next: (data) => (data as Part).next })
  const FeedContext = contextProvider('feed')
  function Inherited() {
    const list = useFeedPages(undefined, { max: 1 })
    return (
      <button type="button" onClick={list.fetchNext}>
        {(list.pages as Part[]).map(({ items }) => items).join('|')}
      </button>
    )
  }
  const on = await stage(() => (
    <FeedContext tag="a">
      <Inherited />
    </FeedContext>
  ))
  await on.answer(GLOBAL)
  assert.deepEqual((await on.answer(page('abc', 'c'))).params, { tag: 'a' })
  await click(on, 'abc')
  await on.answer(page('def'))
  assert.equal(on.text(), 'def')
})

test('what is typed is asked for after a while, over what was there before', async () => {
  const [q, type] = createSignal('')
  function Field() {
    const found = useSearch(hits, () => (q() ? { q: q() } : undefined), { wait: 100 })
    return (
      <p>
        {found.status} {found.data} {found.previous && 'of before'}
        <button type="button" onClick={found.refetch}>
          again
        </button>
      </p>
    )
  }
  const on = await stage(() => <Field />)
  const text = () => on.text().replace('again', '').trim()
  await on.answer(GLOBAL)
  assert.equal(text(), 'pending')
  await on.doing(() => type('a'))
  assert.deepEqual((await on.answer({ data: { hits: 'apple' } })).params, { q: 'a' })
  assert.equal(text(), 'ready apple')
  await on.doing(() => type('ab'))
  assert.equal(text(), 'ready apple of before')
  await on.doing(() => passed(150))
  assert.equal(text(), 'ready apple of before')
  assert.deepEqual((await on.answer({ data: { hits: 'able' } })).params, { q: 'ab' })
  assert.equal(text(), 'ready able')
  await click(on, 'again')
  await on.answer({ data: { hits: 'about' } })
  assert.equal(text(), 'ready about')
  await on.doing(() => type(''))
  assert.equal(text(), 'pending')
})
