import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mutation } from 'mizan-client'
import { profile } from './app.ts'
import { click, component, reactive, stage } from './stage.ts'

const ADA = { data: { user_profile: 'Ada', posts: ['one'] } }
const BOB = { data: { user_profile: 'Bob', posts: ['two'] } }
const REFUSAL = { code: 'FORBIDDEN', message: 'Not yours.', details: null }
const GLOBAL = { data: { motd: 'hi' } }

const Profile = component(`
  <script>
    import { useUserProfile } from './api'
    const { of } = $props()
    const user = useUserProfile(() => ({ user_id: of }))
  </script>
  {#await user}loading{:then name}profile {name}{:catch error}failed {error.code}{/await}
`)
const Current = component(`
  <script>
    import { useUserProfile } from './api'
    const user = useUserProfile({ user_id: 5 })
  </script>
  current {user.current ?? 'nothing'}
`)
const Inherited = component(`
  <script>
    import { usePosts, useUserProfile } from './api'
    const user = useUserProfile()
    const posts = usePosts()
  </script>
  {user.current} {posts.current?.join()}
`)
const State = component(`
  <script>
    import { useUserProfileState } from './api'
    const state = useUserProfileState({ user_id: 5 })
  </script>
  {state.status} {state.data ?? '-'} {state.error?.code ?? '-'} {state.fetching ? 'fetching' : 'still'}
  <button onclick={state.refetch}>again</button>
`)

test('an await block waits, then shows data', async () => {
  const { answer, asked, text } = await stage(Profile, { of: 5 })
  assert.equal(text(), 'loading')
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), 'profile Ada')
  assert.deepEqual(
    asked.map(({ path, params }) => [path, params]),
    [
      ['context/global', {}],
      ['context/user', { user_id: 5 }],
    ],
  )
})

test('an await block catches a typed error, and follows what comes later', async () => {
  const on = await stage(Profile, { of: 5 })
  await on.answer(GLOBAL)
  await on.answer({ data: {}, errors: { user_profile: REFUSAL } })
  assert.equal(on.text(), 'failed FORBIDDEN')
  await on.doing(() => on.kernel.entry(profile, { user_id: 5 }).refetch())
  assert.equal(on.text(), 'loading')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada')
})

test('current is undefined until there is data', async () => {
  const { answer, text } = await stage(Current)
  assert.equal(text(), 'current nothing')
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), 'current Ada')
})

test('rule 5: siblings cause one request', async () => {
  const Page = component(
    `
    <script>
      import { setUserContext } from './api'
      import Inherited from './Inherited.svelte'
      setUserContext({ user_id: 5 })
    </script>
    <Inherited /> <Inherited />
  `,
    { Inherited },
  )
  const { asked, answer, text } = await stage(Page)
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), 'Ada one Ada one')
  assert.deepEqual(
    asked.map(({ path, only }) => [path, only]),
    [
      ['context/global', undefined],
      ['context/user', undefined],
    ],
  )
})

test('two components in different places share one request and one value', async () => {
  const page = `
    <script>
      import Profile from './Profile.svelte'
      import Current from './Current.svelte'
    </script>
    <p><Profile of={5} /></p> <Current />
  `
  const { asked, answer, text } = await stage(component(page, { Profile, Current }))
  assert.equal(text(), 'loading current nothing')
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), 'profile Ada current Ada')
  assert.equal(asked.length, 2)
})

const Guarded = component(
  `
  <script>
    import Current from './Current.svelte'
  </script>
  <svelte:boundary>
    <Current />
    {#snippet failed(error)}boundary {error.code}{/snippet}
  </svelte:boundary>
`,
  { Current },
)

test('reading current throws a typed error to the boundary', async () => {
  const { answer, text } = await stage(Guarded)
  await answer(GLOBAL)
  await answer({ data: { posts: [] }, errors: { user_profile: REFUSAL } })
  assert.equal(text(), 'boundary FORBIDDEN')
})

test('a typed error replaces data that is no longer allowed', async () => {
  const on = await stage(Guarded)
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => on.kernel.entry(profile, { user_id: 5 }).refetch())
  await on.answer({ data: {}, errors: { user_profile: REFUSAL } })
  assert.equal(on.text(), 'boundary FORBIDDEN')
})

test('a state never throws', async () => {
  const on = await stage(State)
  await on.answer(GLOBAL)
  assert.equal(on.text(), 'pending - - fetching again')
  await on.answer({ data: {}, errors: { user_profile: REFUSAL } })
  assert.equal(on.text(), 'error - FORBIDDEN still again')
  await click(on, 'again')
  assert.equal(on.text(), 'pending - - fetching again')
  await on.answer(ADA)
  assert.equal(on.text(), 'ready Ada - still again')
  await click(on, 'again')
  assert.equal(on.text(), 'ready Ada - fetching again')
  await on.breakNext()
  assert.equal(on.text(), 'error Ada NETWORK_ERROR still again')
})

test('data stays on the page while it is asked for again and while that cannot be done', async () => {
  for (const page of [component("<script>import P from './P.svelte'</script><P of={5} />", { P: Profile }), Current]) {
    const on = await stage(page)
    await on.answer(GLOBAL)
    await on.answer(ADA)
    const before = on.text()
    const entry = on.kernel.entry(profile, { user_id: 5 })
    await on.doing(() => entry.refetch())
    assert.equal(on.text(), before)
    await on.breakNext()
    assert.equal(entry.get().status, 'error')
    assert.equal(on.text(), before)
  }
})

test('an effect does not run again when only another query changed, and once for a bundle', async () => {
  const runs: string[] = []
  const Page = `
    <script>
      import { usePosts, useUserProfile } from './api'
      const { told } = $props()
      const user = useUserProfile({ user_id: 5 })
      const posts = usePosts({ user_id: 5 })
      const both = $derived(user.current + ' ' + posts.current)
      $effect(() => told('posts ' + posts.current))
      $effect(() => told('both ' + both))
    </script>
  `
  const on = await stage(Page, { told: (what: string) => runs.push(what) })
  await on.answer(GLOBAL)
  runs.length = 0
  await on.answer(ADA)
  assert.deepEqual(runs, ['posts one', 'both Ada one'])
  await on.doing(() => on.kernel.entry(profile, { user_id: 5 }).refetch())
  runs.length = 0
  await on.answer({ data: { user_profile: 'Eve' } })
  assert.deepEqual(runs, ['both Eve one'])
})

test('rule 4: nothing sees two versions of one context', async () => {
  const pairs: string[] = []
  const Shown = component('<script>const { read } = $props()</script>{String(read.current)}')
  const Page = component(
    `
    <script>
      import { setUserContext, usePosts, usePostsState, useUserProfile, useUserProfileState } from './api'
      import Shown from './Shown.svelte'
      const { told } = $props()
      setUserContext({ user_id: 5 })
      const [name, titles] = [useUserProfile(), usePosts()]
      const [nameState, titlesState] = [useUserProfileState(), usePostsState()]
      const both = $derived(name.current + ' ' + titles.current)
      $effect.pre(() => told(both))
      $effect(() => told(nameState.data + ' ' + titlesState.data))
      $effect(() => both && told(document.querySelector('main').textContent))
    </script>
    <main><Shown read={name} /> <Shown read={titles} /></main>
  `,
    { Shown },
  )
  const on = await stage(Page, { told: (pair: string) => pairs.at(-1) !== pair && pairs.push(pair) })
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => void on.kernel.call(mutation('rename', ['user']), {}))
  await on.answer({ result: null, invalidate: [], refreshed: [{ context: 'user', params: { user_id: 5 }, ...BOB }] })
  await on.doing(() => on.kernel.reset())
  await on.answer(ADA)
  assert.deepEqual(pairs, ['undefined undefined', 'Ada one', 'Bob two', 'undefined undefined', 'Ada one'])
})

test('equal params are one subscription, however often they are written down', async () => {
  const props = reactive({ of: 5, count: 0 })
  const Page = `
    <script>
      import { useUserProfile } from './api'
      const { of, count } = $props()
      const user = useUserProfile(() => ({ user_id: of + count - count }))
    </script>
    {user.current} {count}
  `
  const on = await stage(Page, props)
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => props.count++)
  assert.equal(on.text(), 'Ada 1')
  assert.equal(on.asked.length, 2)
})

test('other params show other data, and never the old with the new', async () => {
  const props = reactive({ of: 5 })
  const seen: string[] = []
  const Page = component(
    `
    <script>
      import { useUserProfile, useUserProfileState } from './api'
      import Profile from './Profile.svelte'
      const { of, told } = $props()
      const user = useUserProfile(() => ({ user_id: of }))
      const state = useUserProfileState(() => ({ user_id: of }))
      $effect(() => told(of + ' ' + user.current + ' ' + state.status + ' ' + state.data))
    </script>
    <Profile {of} />
  `,
    { Profile },
  )
  const on = await stage(Page, Object.assign(props, { told: (what: string) => seen.push(what) }))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada')
  await on.doing(() => props.of++)
  assert.equal(on.text(), 'loading')
  await on.answer(BOB)
  assert.equal(on.text(), 'profile Bob')
  await on.doing(() => props.of--)
  assert.equal(on.text(), 'profile Ada')
  assert.deepEqual(
    [...new Set(seen)],
    ['5 undefined pending undefined', '5 Ada ready Ada', '6 undefined pending undefined', '6 Bob ready Bob'],
  )
})

test('data can be awaited where nothing is tracked', async () => {
  let result: unknown
  const Page = `
    <script>
      import { useUserProfile } from './api'
      const { got } = $props()
      const user = useUserProfile({ user_id: 5 })
    </script>
    <button onclick={async () => got(await user)}>read</button>
  `
  const on = await stage(Page, { got: (value: unknown) => (result = value) })
  await on.answer(GLOBAL)
  await click(on, 'read')
  await on.answer(ADA)
  assert.equal(result, 'Ada')
})

test('who awaits where nothing is tracked gets data, also when those who show it leave meanwhile', async () => {
  const props = reactive({ shown: false })
  let result: unknown
  const page = `
    <script>
      import { useUserProfile } from './api'
      import Profile from './Profile.svelte'
      const { shown, got } = $props()
      const user = useUserProfile({ user_id: 5 })
    </script>
    <button onclick={async () => got(await user)}>read</button>
    {#if shown}<Profile of={5} />{/if}
  `
  const on = await stage(
    component(page, { Profile }),
    Object.assign(props, { got: (value: unknown) => (result = value) }),
  )
  await on.answer(GLOBAL)
  await click(on, 'read')
  await on.doing(() => {
    props.shown = true
  })
  await on.doing(async () => {
    props.shown = false
    await new Promise((done) => setTimeout(done, 5))
  })
  const [, first, second] = on.asked
  assert.equal(first?.signal.aborted, true)
  await on.doing(() => second?.answer(ADA))
  assert.equal(result, 'Ada')
})

test('rule 5: unmounting aborts the request', async () => {
  for (const page of [
    State,
    Current,
    component("<script>import P from './P.svelte'</script><P of={5} />", { P: Profile }),
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

test('a function without a provider or params says what it needs', async () => {
  for (const name of ['useUserProfile', 'useUserProfileState']) {
    const Lost = component(`<script>import { ${name} } from './api'; ${name}()</script>`)
    const page = `
      <script>import Lost from './Lost.svelte'</script>
      <svelte:boundary><Lost />{#snippet failed(error)}{error.message}{/snippet}</svelte:boundary>
    `
    const on = await stage(component(page, { Lost }))
    assert.match(on.text(), /^user_profile needs params, or the context user above it\./)
  }
})

test('functions of the global context need no provider of their own', async () => {
  const { answer, asked, text } = await stage(`
    <script>
      import { useMotd } from './api'
      const motd = useMotd()
    </script>
    {motd.current}
  `)
  await answer(GLOBAL)
  assert.equal(text(), 'hi')
  assert.equal(asked.length, 1)
})
