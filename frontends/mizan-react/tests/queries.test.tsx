import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isMizanError, mutation } from 'mizan-client'
import { Suspense, useLayoutEffect, useState } from 'react'
import {
  Boundary,
  Motd,
  Posts,
  Profile,
  profile,
  UserContext,
  useMotdState,
  usePosts,
  usePostsState,
  useUserProfile,
  useUserProfileState,
} from './app.tsx'
import { click, stage } from './stage.tsx'

const ADA = { data: { user_profile: 'Ada', posts: ['one'] } }
const BOB = { data: { user_profile: 'Bob', posts: ['two'] } }
const REFUSAL = { code: 'FORBIDDEN', message: 'Not yours.', details: null }

test('a data hook suspends, then shows its data', async () => {
  const { asked, answer, text } = await stage(
    <Suspense fallback="loading">
      <Profile of={5} />
    </Suspense>,
  )
  assert.equal(text(), 'loading')
  assert.equal(asked[0]?.path, 'context/user')
  await answer(ADA)
  assert.equal(text(), 'profile Ada ')
})

test('rule 5: Suspense siblings cause one request', async () => {
  const { asked, answer, text } = await stage(
    <Suspense fallback="loading">
      <UserContext user_id={5}>
        <Profile />
        <Posts />
        <Profile />
      </UserContext>
    </Suspense>,
  )
  await answer(ADA)
  assert.equal(text(), 'profile Ada posts one profile Ada ')
  assert.deepEqual(
    asked.map(({ path, only }) => [path, only]),
    [
      ['context/user', undefined],
      ['context/global', undefined],
    ],
  )
})

test('two components in different places share one request and one value', async () => {
  const { asked, answer, text } = await stage(
    <>
      <Suspense fallback="1">
        <Profile of={5} />
      </Suspense>
      <Suspense fallback="2">
        <Profile of={5} />
      </Suspense>
    </>,
  )
  assert.equal(text(), '12')
  await answer(ADA)
  assert.equal(text(), 'profile Ada profile Ada ')
  assert.equal(asked.filter(({ path }) => path === 'context/user').length, 1)
})

test('StrictMode, which mounts twice, causes one request and aborts none', async () => {
  const { asked, answer, text } = await stage(
    <UserContext user_id={5} fallback="loading">
      <Profile />
      <Posts />
    </UserContext>,
    { strict: true },
  )
  await answer(ADA)
  assert.equal(text(), 'profile Ada posts one ')
  const requests = asked.filter(({ path }) => path === 'context/user')
  assert.deepEqual(
    requests.map(({ signal }) => signal.aborted),
    [false],
  )
})

test('a typed error is thrown to the boundary', async () => {
  const { answer, caught, text } = await stage(
    <Boundary>
      <Suspense fallback="loading">
        <Profile of={5} />
      </Suspense>
    </Boundary>,
  )
  await answer({ data: { posts: [] }, errors: { user_profile: REFUSAL } })
  assert.equal(text(), 'boundary FORBIDDEN')
  assert.ok(isMizanError(caught[0], 'FORBIDDEN'))
})

test('a typed error replaces data that is no longer allowed', async () => {
  const on = await stage(
    <Boundary>
      <Suspense fallback="loading">
        <Profile of={5} />
      </Suspense>
    </Boundary>,
  )
  await on.answer(ADA)
  await on.doing(() => on.kernel.entry(profile, { user_id: 5 }).refetch())
  await on.answer({ data: {} })
  await on.answer({ data: {}, errors: { user_profile: REFUSAL } })
  assert.equal(on.text(), 'boundary FORBIDDEN')
})

function ProfileState() {
  const { status, data, error, fetching, refetch } = useUserProfileState({ user_id: 5 })
  return (
    <>
      {status} {data ?? '-'} {error?.message ?? '-'} {fetching ? 'fetching' : 'still'}
      <button type="button" onClick={refetch}>
        again
      </button>
    </>
  )
}

test('a state hook never suspends or throws', async () => {
  const on = await stage(<ProfileState />)
  assert.equal(on.text(), 'pending - - fetchingagain')
  await on.answer({ data: {}, errors: { user_profile: REFUSAL } })
  assert.equal(on.text(), 'error - Not yours. stillagain')
  await click(on, 'again')
  assert.equal(on.text(), 'pending - - fetchingagain')
  await on.answer({ data: {} })
  await on.answer(ADA)
  assert.equal(on.text(), 'ready Ada - stillagain')
  await click(on, 'again')
  assert.equal(on.text(), 'ready Ada - fetchingagain')
  await on.breakNext()
  assert.equal(on.text(), 'error Ada The server could not be reached. stillagain')
})

test('a state is the same object until something changed, its refetch always', async () => {
  const seen = new Set<unknown>()
  const refetches = new Set<unknown>()
  function Watcher() {
    const state = useMotdState()
    const [, again] = useState(0)
    seen.add(state)
    refetches.add(state.refetch)
    return (
      <button type="button" onClick={() => again((count) => count + 1)}>
        render
      </button>
    )
  }
  const on = await stage(<Watcher />)
  await on.answer({ data: { motd: 'hi' } })
  const before = seen.size
  await click(on, 'render')
  await click(on, 'render')
  assert.deepEqual([seen.size, refetches.size], [before, 1])
})

test('data stays on the page while it is asked for again and while that cannot be done', async () => {
  let renders = 0
  function Counted() {
    renders++
    return <p>{useUserProfile({ user_id: 5 })}</p>
  }
  const on = await stage(
    <Suspense fallback="loading">
      <Counted />
    </Suspense>,
  )
  await on.answer(ADA)
  await on.answer({ data: {} })
  const before = renders
  const entry = on.kernel.entry(profile, { user_id: 5 })
  await on.doing(() => entry.refetch())
  await on.breakNext()
  assert.equal(entry.get().status, 'error')
  assert.deepEqual([on.text(), renders], ['Ada', before])
})

test('rule 4: nothing sees two versions of one context', async () => {
  const pairs: string[] = []
  const tell = (pair: string) => pairs.at(-1) !== pair && pairs.push(pair)
  const Name = () => String(useUserProfileState().data)
  const Titles = () => String(usePostsState().data)
  function Page() {
    tell(`${useUserProfileState().data} ${usePostsState().data}`)
    useLayoutEffect(() => void tell(document.querySelector('main')!.textContent))
    return (
      <main>
        <Name /> <Titles />
      </main>
    )
  }
  const on = await stage(
    <UserContext user_id={5}>
      <Page />
    </UserContext>,
  )
  await on.answer(ADA)
  await on.answer({ data: {} })
  await on.doing(() => void on.kernel.call(mutation('rename', ['user']), {}))
  await on.answer({ result: null, invalidate: [], refreshed: [{ context: 'user', params: { user_id: 5 }, ...BOB }] })
  await on.doing(() => on.kernel.reset())
  await on.answer(ADA)
  assert.deepEqual(pairs, ['undefined undefined', 'Ada one', 'Bob two', 'undefined undefined', 'Ada one'])
})

test('equal params are one subscription, however often they are written down', async () => {
  function Chatty() {
    const [count, more] = useState(0)
    const name = useUserProfile({ user_id: 5 })
    return (
      <button type="button" onClick={() => more(count + 1)}>
        {name} {count}
      </button>
    )
  }
  const on = await stage(
    <Suspense fallback="loading">
      <Chatty />
    </Suspense>,
  )
  await on.answer(ADA)
  await click(on, 'Ada 0')
  await click(on, 'Ada 1')
  assert.equal(on.text(), 'Ada 2')
  assert.equal(on.asked.filter(({ path }) => path === 'context/user').length, 1)
})

test('other params show other data, and never the old with the new', async () => {
  const pairs: string[] = []
  function Pair({ of }: { of: number }) {
    const pair = `${of} ${useUserProfile({ user_id: of })}`
    pairs.push(pair)
    return pair
  }
  const element = (of: number) => (
    <Suspense fallback="loading">
      <Pair of={of} />
    </Suspense>
  )
  const on = await stage(element(5))
  await on.answer(ADA)
  await on.answer({ data: {} })
  await on.show(element(6))
  assert.equal(on.text(), 'loading')
  await on.answer({ data: { user_profile: 'Bob', posts: [] } })
  assert.equal(on.text(), '6 Bob')
  assert.deepEqual([...new Set(pairs)], ['5 Ada', '6 Bob'])
})

test('rule 5: unmounting aborts the request', async () => {
  const on = await stage(<ProfileState />)
  await on.show(null)
  await on.doing(() => new Promise((done) => setTimeout(done, 5)))
  assert.equal(on.asked[0]?.signal.aborted, true)
})

test('a hook without a provider or params says what it needs', async () => {
  for (const [Lost, hook] of [
    [() => useUserProfile(), 'useUserProfile'],
    [() => useUserProfileState().data, 'useUserProfileState'],
    [() => usePosts().join(), 'usePosts'],
  ] as const) {
    const { text } = await stage(
      <Boundary>
        <Lost />
      </Boundary>,
    )
    assert.equal(text(), `boundary ${hook} needs <UserContext> above it, or its params.`)
  }
})

test('hooks of the global context need no provider of their own', async () => {
  const { answer, asked, text } = await stage(
    <Suspense fallback="loading">
      <Motd />
    </Suspense>,
  )
  await answer({ data: { motd: 'hi' } })
  assert.equal(text(), 'motd hi ')
  assert.equal(asked.length, 1)
})
