import assert from 'node:assert/strict'
import { test } from 'node:test'
import { context, mutation, type Query, query } from 'mizan-client'
import { passed } from '../../mizan-client/tests/scripted-server.ts'
import { contextProvider } from '../src/index.ts'
import { pagesHook, usePages } from '../src/pages.ts'
import { useSearch } from '../src/search.ts'
import { click, compiled, loaded, reactive, stage } from './stage.ts'

interface Part {
  items: string
  next: string | null
}

const feedContext = context('feed', ['cursor', 'tag'])
const feed = query('feed', feedContext) as Query<{ tag: string; cursor?: string | null }, Part>
const hits = query('hits', context('search', ['q'])) as Query<{ q: string }, string>
const GLOBAL = { data: { motd: 'hi' } }
const page = (items: string, next: string | null = null) => ({ data: { feed: { items, next } } })
const useFeed = (params: () => { tag: string }) =>
  usePages(feed, params, { param: 'cursor', next: (data) => data.next })
const useFeedPages = pagesHook(feed, { param: 'cursor', next: (data) => (data as Part).next })
const useHits = (params: () => { q: string } | undefined) => useSearch(hits, params, { wait: 100 })
const api = { useFeed, useFeedPages, useHits, setFeedContext: contextProvider('feed') }
const component = (source: string, others = {}) =>
  loaded(compiled(source), { './api': api, ...others })['default'] as Parameters<typeof stage>[0]

const LIST = `
  {list.status} {list.pages.map(({ items }) => items).join('|')} {list.fetchingNext ? 'and' : ''}
  <button onclick={list.fetchNext} hidden={!list.hasNext}>more</button>
`
const Feed = component(`
  <script>
    import { useFeed } from './api'
    const { shown } = $props()
    const list = useFeed(() => ({ tag: shown.tag }))
  </script>
  ${LIST}
`)

/** Show the first two pages. */
async function two(shown: { tag: string }) {
  const on = await stage(Feed, { shown })
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
  const on = await two({ tag: 'a' })
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
  const shown = reactive({ tag: 'a' })
  const on = await two(shown)
  await on.doing(() => {
    shown.tag = 'b'
  })
  assert.equal(on.text(), 'pending')
  assert.deepEqual((await on.answer(page('xyz'))).params, { tag: 'b' })
  assert.equal(on.text(), 'ready xyz')
})

test('a list that is gone asks for nothing', async () => {
  const on = await two({ tag: 'a' })
  await on.end()
  await on.doing(() => on.kernel.invalidate([{ context: 'feed' }]))
  assert.equal(on.asked.length, 3)
})

test('a made function takes its params from above, and other options', async () => {
  const Inherited = component(`
    <script>
      import { useFeedPages } from './api'
      const list = useFeedPages(undefined, { max: 1 })
    </script>
    ${LIST}
  `)
  const Page = component(
    `
    <script>
      import Inherited from './Inherited.svelte'
      import { setFeedContext } from './api'
      setFeedContext({ tag: 'a' })
    </script>
    <Inherited />
  `,
    { './Inherited.svelte': Inherited },
  )
  const on = await stage(Page)
  await on.answer(GLOBAL)
  assert.deepEqual((await on.answer(page('abc', 'c'))).params, { tag: 'a' })
  await click(on, 'more')
  await on.answer(page('def'))
  assert.equal(on.text(), 'ready def more')
})

test('what is typed is asked for after a while, over what was there before', async () => {
  const Field = component(`
    <script>
      import { useHits } from './api'
      const { typed } = $props()
      const found = useHits(() => (typed.q ? { q: typed.q } : undefined))
    </script>
    {found.status} {found.data ?? ''} {found.previous ? 'of before' : ''}
    <button onclick={found.refetch}>again</button>
  `)
  const typed = reactive({ q: '' })
  const on = await stage(Field, { typed })
  const text = () => on.text().replace('again', '').trim()
  const type = (text: string) =>
    on.doing(() => {
      typed.q = text
    })
  await on.answer(GLOBAL)
  assert.equal(text(), 'pending')
  await type('a')
  assert.deepEqual((await on.answer({ data: { hits: 'apple' } })).params, { q: 'a' })
  assert.equal(text(), 'ready apple')
  await type('ab')
  assert.equal(text(), 'ready apple of before')
  await on.doing(() => passed(150))
  assert.equal(text(), 'ready apple of before')
  assert.deepEqual((await on.answer({ data: { hits: 'able' } })).params, { q: 'ab' })
  assert.equal(text(), 'ready able')
  await click(on, 'again')
  await on.answer({ data: { hits: 'about' } })
  assert.equal(text(), 'ready about')
  await type('')
  assert.equal(text(), 'pending')
})
