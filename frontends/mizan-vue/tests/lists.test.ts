import assert from 'node:assert/strict'
import { test } from 'node:test'
import { context, mutation, type Query, query } from 'mizan-client'
import { defineComponent, h, KeepAlive, type Ref, reactive, ref } from 'vue'
import { passed } from '../../mizan-client/tests/scripted-server.ts'
import { contextProvider } from '../src/index.ts'
import { type PagesResult, pagesHook, usePages } from '../src/pages.ts'
import { useSearch } from '../src/search.ts'
import { click, stage } from './stage.ts'

interface Part {
  items: string
  next: string | null
}

const feedContext = context('feed', ['cursor', 'tag'])
const feed = query('feed', feedContext) as Query<{ tag: string; cursor?: string | null }, Part>
const hits = query('hits', context('search', ['q'])) as Query<{ q: string }, string>
const GLOBAL = { data: { motd: 'hi' } }
const page = (items: string, next: string | null = null) => ({ data: { feed: { items, next } } })

const shows = ({ status, pages, fetchingNext }: PagesResult<Part, unknown, unknown>) =>
  [status.value, pages.value.map(({ items }) => items).join('|'), fetchingNext.value && 'more is coming']
    .filter(Boolean)
    .join(' ')

const Feed = defineComponent(
  (props: { tag: string }) => {
    const list = usePages(feed, () => ({ tag: props.tag }), { param: 'cursor', next: (data) => data.next })
    return () => [
      h('p', shows(list as PagesResult<Part, unknown, unknown>)),
      h('button', { onClick: list.fetchNext, hidden: !list.hasNext.value }, 'more'),
    ]
  },
  { props: ['tag'] },
)

/** Show the first two pages. */
async function two(tag: Ref<string> = ref('a'), shown = ref(true)) {
  const on = await stage(() => h(KeepAlive, () => shown.value && h(Feed, { tag: tag.value })))
  const text = () => on.text().replace('more', '').trim()
  await on.answer(GLOBAL)
  await on.answer(page('abc', 'c'))
  assert.equal(text(), 'ready abc')
  await click(on, 'more')
  assert.match(on.text(), /ready abc more is coming/)
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
  const tag = ref('a')
  const on = await two(tag)
  await on.doing(() => {
    tag.value = 'b'
  })
  assert.equal(on.text(), 'pending')
  assert.deepEqual((await on.answer(page('xyz'))).params, { tag: 'b' })
  assert.equal(on.text(), 'ready xyz')
})

test('put aside, a list asks for nothing, and shows when it comes back what it has by then', async () => {
  const shown = ref(true)
  const on = await two(ref('a'), shown)
  await on.doing(() => {
    shown.value = false
  })
  await on.doing(() => on.kernel.invalidate([{ context: 'feed' }]))
  assert.equal(on.asked.length, 3)
  await on.doing(() => {
    shown.value = true
  })
  await on.answer(page('Abc', 'c'))
  await on.answer(page('Def'))
  assert.equal(on.text(), 'ready Abc|Def')
})

test('params may be a reactive object', async () => {
  const params = reactive({ tag: 'a' })
  const Page = defineComponent(() => {
    const list = usePages(feed, params, { param: 'cursor', next: (data) => data.next })
    return () => shows(list as PagesResult<Part, unknown, unknown>)
  })
  const on = await stage(() => h(Page))
  await on.answer(GLOBAL)
  await on.answer(page('abc'))
  await on.doing(() => {
    params.tag = 'b'
  })
  assert.deepEqual((await on.answer(page('xyz'))).params, { tag: 'b' })
  assert.equal(on.text(), 'ready xyz')
})

test('a made composable takes its params from a provider, and other options', async () => {
  const useFeedPages = pagesHook(feed, { param: 'cursor', next: (data) => (data as Part).next })
  const FeedContext = contextProvider('feed', ['tag']) as never
  const Inherited = defineComponent(() => {
    const list = useFeedPages(undefined, { max: 1 }) as PagesResult<Part, unknown, unknown>
    return () => [h('p', shows(list)), h('button', { onClick: list.fetchNext }, 'more')]
  })
  const on = await stage(() => h(FeedContext, { tag: 'a' }, () => h(Inherited)))
  await on.answer(GLOBAL)
  assert.deepEqual((await on.answer(page('abc', 'c'))).params, { tag: 'a' })
  await click(on, 'more')
  await on.answer(page('def'))
  assert.equal(on.text(), 'ready defmore')
})

test('what is typed is asked for after a while, over what was there before', async () => {
  const q = ref('')
  const Field = defineComponent(() => {
    const found = useSearch(hits, () => (q.value ? { q: q.value } : undefined), { wait: 100 })
    return () => [
      h('p', `${found.status.value} ${found.data.value ?? ''} ${found.previous.value ? 'of before' : ''}`),
      h('button', { onClick: found.refetch }, 'again'),
    ]
  })
  const on = await stage(() => h(Field))
  const text = () => on.text().replace('again', '').trim()
  const type = (text: string) =>
    on.doing(() => {
      q.value = text
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
