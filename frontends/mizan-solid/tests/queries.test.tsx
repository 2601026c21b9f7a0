import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AnyQuery,
  context,
  createKernel,
  defaultKernel,
  type Entry,
  type Kernel,
  type Params,
  query,
} from 'mizan-client'
import { tap } from 'mizan-client/tap'
import { createEffect, createRoot, createSignal, Show, Suspense, startTransition } from 'solid-js'
import { scriptedServer } from '../../mizan-client/tests/scripted-server.ts'
import { mizanProvider, queryStateHook } from '../src/index.ts'
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
const GLOBAL = { data: { motd: 'hi' } }

test('a data hook suspends, then shows its data', async () => {
  const { answer, text } = await stage(() => (
    <Suspense fallback="loading">
      <Profile of={5} />
    </Suspense>
  ))
  assert.equal(text(), 'loading')
  await answer(GLOBAL)
  assert.equal((await answer(ADA)).path, 'context/user')
  assert.equal(text(), 'profile Ada ')
})

test('rule 5: Suspense siblings cause one request', async () => {
  const { asked, answer, text } = await stage(() => (
    <Suspense fallback="loading">
      <UserContext user_id={5}>
        <Profile />
        <Posts />
        <Profile />
      </UserContext>
    </Suspense>
  ))
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), 'profile Ada posts one profile Ada ')
  assert.deepEqual(
    asked.map(({ path, only }) => [path, only]),
    [
      ['context/global', undefined],
      ['context/user', undefined],
    ],
  )
})

test('what is shown stays in use while it is asked for again', async () => {
  const { answer, doing, kernel, text } = await stage(() => (
    <Boundary>
      <Profile of={5} />
    </Boundary>
  ))
  await answer(GLOBAL)
  await answer(ADA)
  const left: string[] = []
  const stop = tap(kernel, ({ type, what }) => {
    if (type === 'mounted') left.push(what[0].context)
  })
  await doing(() => kernel.invalidate([{ context: 'user' }]))
  assert.equal(text(), 'profile Ada ')
  await answer(BOB)
  assert.equal(text(), 'profile Bob ')
  assert.deepEqual(left, [])
  stop()
})

test('two components in different places share one request and one value', async () => {
  const { asked, answer, text } = await stage(() => (
    <>
      <Suspense fallback="1">
        <Profile of={5} />
      </Suspense>
      <Suspense fallback="2">
        <Profile of={5} />
      </Suspense>
    </>
  ))
  assert.equal(text(), '12')
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), 'profile Ada profile Ada ')
  assert.equal(asked.length, 2)
})

test('without Suspense data is undefined until there is some', async () => {
  function Name() {
    const name = useUserProfile({ user_id: 5 })
    return (
      <Show when={name()} fallback="nobody">
        {(name) => name().toUpperCase()}
      </Show>
    )
  }
  const on = await stage(() => <Name />)
  assert.equal(on.text(), 'nobody')
  await on.answer(GLOBAL)
  await on.answer(ADA)
  assert.equal(on.text(), 'ADA')
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), 'nobody')
})

test('a typed error is thrown to the boundary', async () => {
  const { answer, text } = await stage(() => (
    <Boundary>
      <Suspense fallback="loading">
        <Profile of={5} />
      </Suspense>
    </Boundary>
  ))
  await answer(GLOBAL)
  await answer({ data: { posts: [] }, errors: { user_profile: REFUSAL } })
  assert.equal(text(), 'boundary FORBIDDEN')
})

test('a typed error replaces data that is no longer allowed', async () => {
  const on = await stage(() => (
    <Boundary>
      <Suspense fallback="loading">
        <Profile of={5} />
      </Suspense>
    </Boundary>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => on.kernel.entry(profile, { user_id: 5 }).refetch())
  await on.answer({ data: {}, errors: { user_profile: REFUSAL } })
  assert.equal(on.text(), 'boundary FORBIDDEN')
})

function ProfileState() {
  const state = useUserProfileState({ user_id: 5 })
  return (
    <>
      {state.status} {state.data ?? '-'} {state.error?.message ?? '-'} {state.fetching ? 'fetching' : 'still'}
      <button type="button" onClick={state.refetch}>
        again
      </button>
    </>
  )
}

test('a state hook never suspends or throws', async () => {
  const on = await stage(() => <ProfileState />)
  await on.answer(GLOBAL)
  assert.equal(on.text(), 'pending - - fetchingagain')
  await on.answer({ data: {}, errors: { user_profile: REFUSAL } })
  assert.equal(on.text(), 'error - Not yours. stillagain')
  await click(on, 'again')
  assert.equal(on.text(), 'pending - - fetchingagain')
  await on.answer(ADA)
  assert.equal(on.text(), 'ready Ada - stillagain')
  await click(on, 'again')
  assert.equal(on.text(), 'ready Ada - fetchingagain')
  await on.breakNext()
  assert.equal(on.text(), 'error Ada The server could not be reached. stillagain')
})

test('data stays on the page while it is asked for again and while that cannot be done', async () => {
  let reads = 0
  function Counted() {
    const name = useUserProfile({ user_id: 5 })
    const counted = () => {
      reads++
      return name()
    }
    return <p>{counted()}</p>
  }
  const on = await stage(() => (
    <Suspense fallback="loading">
      <Counted />
    </Suspense>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  const before = reads
  const entry = on.kernel.entry(profile, { user_id: 5 })
  await on.doing(() => entry.refetch())
  await on.breakNext()
  assert.equal(entry.get().status, 'error')
  assert.deepEqual([on.text(), reads], ['Ada', before])
})

test('an effect does not run again when only something else changed, and once for a bundle', async () => {
  const runs: string[] = []
  function Page() {
    const [name, posts, state] = [useUserProfile(), usePosts(), useUserProfileState()]
    createEffect(() => runs.push(`posts ${posts()}`))
    createEffect(() => runs.push(`both ${name()} ${posts()}`))
    createEffect(() => runs.push(`state ${state.data}`))
    return ''
  }
  const on = await stage(() => (
    <UserContext user_id={5}>
      <Page />
    </UserContext>
  ))
  await on.answer(GLOBAL)
  runs.length = 0
  await on.answer(ADA)
  assert.deepEqual(runs.sort(), ['both Ada one', 'posts one', 'state Ada'])
  runs.length = 0
  await on.doing(() => on.kernel.entry(profile, { user_id: 5 }).refetch())
  assert.deepEqual(runs, [])
  await on.answer({ data: { user_profile: 'Eve' } })
  assert.deepEqual(runs.sort(), ['both Eve one', 'state Eve'])
})

test('rule 4: nothing sees two versions of one context', async () => {
  const pairs: string[] = []
  function Page() {
    const [name, posts] = [useUserProfileState(), usePostsState()]
    createEffect(() => pairs.push(`${name.data} ${posts.data}`))
    return ''
  }
  const on = await stage(() => (
    <UserContext user_id={5}>
      <Page />
    </UserContext>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => on.kernel.reset())
  await on.answer(BOB)
  assert.deepEqual(pairs, ['undefined undefined', 'Ada one', 'undefined undefined', 'Bob two'])
})

test('what a bundle of many queries brings is looked at a few times each, however many they are', async () => {
  const { kernel, next } = scriptedServer({}, createKernel)
  let looks = 0
  const counted = new Map<unknown, Entry>()
  const entry = (query: AnyQuery, params: Params) => {
    const real = kernel.entry(query, params)
    const get = () => {
      looks++
      return real.get()
    }
    if (!counted.has(real)) counted.set(real, { ...real, get })
    return counted.get(real)
  }
  const names = Array.from({ length: 50 }, (_, index) => `query_${index}`)
  const hooks = names.map((name) => queryStateHook(query(name, context('global'))))
  const MizanContext = mizanProvider(false)
  const Page = () => hooks.map((useState) => <>{useState().data}</>)
  const on = await stage(
    () => (
      <MizanContext kernel={{ ...kernel, entry } as Kernel}>
        <Page />
      </MizanContext>
    ),
    { bare: true },
  )
  looks = 0
  await on.doing(() => next().answer({ data: Object.fromEntries(names.map((name) => [name, 'x'])) }))
  assert.equal(on.text().length, 50)
  assert.ok(looks < 50 * 6, `${looks} times`)
  kernel.dispose()
})

test('equal params are one subscription, however often they are written down', async () => {
  const [count, more] = createSignal(0)
  function Chatty() {
    const name = useUserProfile(() => ({ user_id: count() - count() + 5 }))
    return (
      <button type="button" onClick={() => more(count() + 1)}>
        {name()} {count()}
      </button>
    )
  }
  const on = await stage(() => (
    <Suspense fallback="loading">
      <Chatty />
    </Suspense>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await click(on, 'Ada 0')
  await click(on, 'Ada 1')
  assert.equal(on.text(), 'Ada 2')
  assert.equal(on.asked.length, 2)
})

/** A page of one user, by number. */
function numbered() {
  const [of, show] = createSignal(5)
  const pairs = new Set<string>()
  function Pair() {
    const name = useUserProfile(() => ({ user_id: of() }))
    const pair = () => `${of()} ${name()}`
    createEffect(() => pairs.add(pair()))
    return <p>{pair()}</p>
  }
  return { Pair, pairs, show }
}

test('other params show other data, and never the old with the new', async () => {
  const { Pair, pairs, show } = numbered()
  const on = await stage(() => (
    <Suspense fallback="loading">
      <Pair />
    </Suspense>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => show(6))
  assert.equal(on.text(), 'loading')
  await on.answer(BOB)
  assert.equal(on.text(), '6 Bob')
  show(5)
  assert.equal(on.text(), '5 Ada', 'what is known does not suspend')
  assert.deepEqual([...pairs], ['5 Ada', '6 Bob'])
})

test('other params show nothing of the old where nothing suspends', async () => {
  const { Pair, show } = numbered()
  const on = await stage(() => <Pair />)
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => show(6))
  assert.equal(on.text(), '6 undefined')
  await on.answer(BOB)
  assert.equal(on.text(), '6 Bob')
})

test('a transition keeps what is shown as a whole until other params have data', async () => {
  const { Pair, show } = numbered()
  const on = await stage(() => (
    <Suspense fallback="loading">
      <Pair />
    </Suspense>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => void startTransition(() => show(6)))
  assert.equal(on.text(), '5 Ada')
  await on.answer(BOB)
  assert.equal(on.text(), '6 Bob')
  await on.doing(() => on.kernel.entry(profile, { user_id: 6 }).refetch())
  assert.equal(on.text(), '6 Bob')
  await on.answer({ data: { user_profile: 'Eve' } })
  assert.equal(on.text(), '6 Eve')
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), 'loading')
  await on.answer(ADA)
  assert.equal(on.text(), '6 Ada')
})

test('a transition does not run again what it does not change', async () => {
  const [of, show] = createSignal(5)
  let reads = 0
  function Names() {
    const [own, other] = [useUserProfile(() => ({ user_id: of() })), useUserProfile({ user_id: 7 })]
    const counted = () => {
      reads++
      return other()
    }
    return (
      <>
        {of()} <b>{own()}</b> <i>{counted()}</i>
      </>
    )
  }
  const on = await stage(() => (
    <Suspense fallback="loading">
      <Names />
    </Suspense>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.answer({ data: { user_profile: 'Cy', posts: [] } })
  const before = reads
  await on.doing(() => void startTransition(() => show(6)))
  assert.equal(on.text(), '5 Ada Cy')
  await on.answer(BOB)
  assert.deepEqual([on.text(), reads], ['6 Bob Cy', before])
})

test('a transition is overtaken by the next one', async () => {
  const { Pair, show } = numbered()
  const on = await stage(() => (
    <Suspense fallback="loading">
      <Pair />
    </Suspense>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => void startTransition(() => show(6)))
  await on.doing(() => void startTransition(() => show(7)))
  const seventh = on.asked.find(({ params }) => params['user_id'] === 7)
  await on.doing(() => seventh?.answer({ data: { user_profile: 'Cy', posts: [] } }))
  assert.equal(on.text(), '7 Cy')
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), 'loading')
})

test('a transition to what is known already is over at once', async () => {
  const { Pair, show } = numbered()
  const on = await stage(() => (
    <Suspense fallback="loading">
      <Pair />
    </Suspense>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => show(6))
  await on.answer(BOB)
  await on.doing(() => void startTransition(() => show(5)))
  assert.equal(on.text(), '5 Ada')
})

test('rule 5: unmounting aborts the request, of a state and of what suspends', async () => {
  for (const page of [
    () => <ProfileState />,
    () => (
      <Suspense fallback="loading">
        <Profile of={5} />
      </Suspense>
    ),
  ]) {
    const on = await stage(page)
    await on.answer(GLOBAL)
    await on.end()
    await on.doing(() => new Promise((done) => setTimeout(done, 5)))
    assert.deepEqual(
      on.asked.map(({ path, signal }) => [path, signal.aborted]),
      [
        ['context/global', false],
        ['context/user', true],
      ],
    )
  }
})

test('a hook without a provider or params says what it needs', async () => {
  const States = () => useUserProfileState().status
  for (const Lost of [() => <Profile />, () => <States />]) {
    const { text } = await stage(() => <Boundary>{Lost()}</Boundary>)
    assert.equal(text(), 'boundary user_profile needs params, or the context user above it.')
  }
})

test('hooks of the global context need no provider of their own', async () => {
  const { answer, asked, text } = await stage(() => (
    <Suspense fallback="loading">
      <Motd />
    </Suspense>
  ))
  await answer(GLOBAL)
  assert.equal(text(), 'motd hi ')
  assert.equal(asked.length, 1)
})

test('a hook works outside of components, below a root, on the page’s own kernel', async (context) => {
  context.after(() => defaultKernel().dispose())
  defaultKernel().configure({ fetch: async () => Response.json(GLOBAL) })
  const [state, dispose] = createRoot((dispose) => [useMotdState(), dispose])
  assert.equal(state.status, 'pending')
  await new Promise((done) => setTimeout(done, 5))
  assert.equal(state.data, 'hi')
  dispose()
})
