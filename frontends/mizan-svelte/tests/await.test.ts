/** `await` in markup, which Svelte calls an experiment. Its flag is one for the process, so these tests have their own. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import 'svelte/internal/flags/async'
import { profile } from './app.ts'
import { click, component, reactive, stage } from './stage.ts'

const ADA = { data: { user_profile: 'Ada', posts: ['one'] } }
const BOB = { data: { user_profile: 'Bob', posts: ['two'] } }
const REFUSED = { data: {}, errors: { user_profile: { code: 'NOT_FOUND', message: 'Nobody.', details: null } } }
const GLOBAL = { data: { motd: 'hi' } }

const asynchronous = (source: string, others = {}) => component(source, others, { async: true })

const Profile = asynchronous(`
  <script>
    import { useUserProfile } from './api'
    const user = useUserProfile()
  </script>
  profile {await user}
`)
const Posts = asynchronous(`
  <script>
    import { usePosts } from './api'
    const posts = usePosts()
  </script>
  posts {(await posts).join()}
`)
const Derived = asynchronous(`
  <script>
    import { useUserProfile } from './api'
    const name = $derived(await useUserProfile())
  </script>
  derived {name.toUpperCase()}
`)

const Nested = asynchronous(
  `
  <script>
    import { setTaskBoardContext } from './api'
    import Profile from './Profile.svelte'
    setTaskBoardContext({ board_id: 1 })
  </script>
  nested <Profile />
`,
  { Profile },
)

/** A page of one user, with a boundary of Mizan's, or an ordinary one. */
function pageOf(content: string, { ours = true } = {}) {
  return asynchronous(
    `
    <script>
      import { setUserContext, useMizanBoundary } from './api'
      import Profile from './Profile.svelte'
      import Posts from './Posts.svelte'
      import Derived from './Derived.svelte'
      import Nested from './Nested.svelte'
      const { of } = $props()
      setUserContext(() => ({ user_id: of }))
      ${ours ? 'const { onerror, retry } = useMizanBoundary()' : 'const retry = (_, reset) => reset(), onerror = undefined'}
    </script>
    <svelte:boundary {onerror}>
      {of} ${content}
      {#snippet pending()}loading{/snippet}
      {#snippet failed(error, reset)}
        {error.code} <button onclick={() => retry(error, reset)}>retry</button>
      {/snippet}
    </svelte:boundary>
  `,
    { Profile, Posts, Derived, Nested },
  )
}

test('an await suspends, then shows data', async () => {
  const { answer, text } = await stage(pageOf('<Profile /> <Derived />'), { of: 5 })
  assert.equal(text(), 'loading')
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), '5 profile Ada derived ADA')
})

test('rule 5: siblings that suspend cause one request', async () => {
  const { asked, answer, text } = await stage(pageOf('<Profile /> <Posts /> <Profile />'), { of: 5 })
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), '5 profile Ada posts one profile Ada')
  assert.deepEqual(
    asked.map(({ path, only }) => [path, only]),
    [
      ['context/global', undefined],
      ['context/user', undefined],
    ],
  )
})

test('new data replaces the old without suspending', async () => {
  const on = await stage(pageOf('<Profile />'), { of: 5 })
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => on.kernel.entry(profile, { user_id: 5 }).refetch())
  assert.equal(on.text(), '5 profile Ada')
  await on.answer({ data: { user_profile: 'Eve' } })
  assert.equal(on.text(), '5 profile Eve')
})

test('other params keep what is shown as a whole until they have data', async () => {
  const props = reactive({ of: 5 })
  const on = await stage(pageOf('<Profile /> <Posts />'), props)
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => props.of++)
  assert.equal(on.text(), '5 profile Ada posts one')
  await on.answer(BOB)
  assert.equal(on.text(), '6 profile Bob posts two')
})

test('what appears by a change of state asks once, for what it shows', async () => {
  const Heading = asynchronous(
    `
    <script>
      import { useUserProfile } from './api'
      import Posts from './Posts.svelte'
      const name = $derived(await useUserProfile())
    </script>
    {#if name}heading {name} <Posts />{/if}
  `,
    { Posts },
  )
  const User = asynchronous(
    `
    <script>
      import { setUserContext } from './api'
      import Heading from './Heading.svelte'
      const { id } = $props()
      setUserContext(() => ({ user_id: id }))
    </script>
    <svelte:boundary>
      <Heading />
      {#snippet pending()}loading{/snippet}
    </svelte:boundary>
  `,
    { Heading },
  )
  const page = asynchronous(
    `
    <script>
      import User from './User.svelte'
      const { route } = $props()
    </script>
    {#if route.id}<User id={route.id} />{:else}home{/if}
  `,
    { User },
  )
  const props = reactive<{ route: { id?: number } }>({ route: {} })
  const on = await stage(page, props)
  await on.answer(GLOBAL)
  await on.doing(() => {
    props.route = { id: 5 }
  })
  assert.equal(on.text(), 'loading')
  await on.answer(ADA)
  assert.equal(on.text(), 'heading Ada posts one')
  assert.deepEqual(
    on.asked.map(({ path, params }) => [path, params]),
    [
      ['context/global', {}],
      ['context/user', { user_id: 5 }],
    ],
  )
})

test('a typed error reaches the boundary, and trying again asks again', async () => {
  const on = await stage(pageOf('<Profile />'), { of: 5 })
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  assert.equal(on.text(), 'NOT_FOUND retry')
  await click(on, 'retry')
  assert.equal(on.text(), 'loading')
  await on.answer(REFUSED)
  assert.equal(on.text(), 'NOT_FOUND retry')
  await click(on, 'retry')
  await on.answer(ADA)
  assert.equal(on.text(), '5 profile Ada')
})

test('rule 7: in a boundary of Mizan’s nothing of the old identity is shown', async () => {
  for (const [content, shown] of [
    ['<Profile /> <Posts />', 'profile Bob posts two'],
    ['<Nested />', 'nested profile Bob'],
  ] as const) {
    const on = await stage(pageOf(content), { of: 5 })
    const user = () => on.asked.filter(({ path }) => path === 'context/user').at(-1)!
    await on.doing(() => user().answer(ADA))
    await on.doing(() => on.kernel.reset())
    assert.equal(on.text(), 'loading')
    await on.doing(() => user().answer(BOB))
    assert.equal(on.text(), `5 ${shown}`)
  }
})

test('rule 7: also where the component that has the boundary awaits', async () => {
  const page = asynchronous(`
    <script>
      import { useMizanBoundary, useUserProfile } from './api'
      const { onerror } = useMizanBoundary()
      const user = useUserProfile({ user_id: 5 })
    </script>
    <svelte:boundary {onerror}>own {await user}{#snippet pending()}loading{/snippet}</svelte:boundary>
  `)
  const on = await stage(page)
  await on.answer(GLOBAL)
  await on.answer(ADA)
  assert.equal(on.text(), 'own Ada')
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), 'loading')
  await on.answer(BOB)
  assert.equal(on.text(), 'own Bob')
})

test('rule 7: who awaits where nothing is tracked waits for the new identity’s data', async () => {
  const results: unknown[] = []
  const page = asynchronous(`
    <script>
      import { useMizanBoundary, useUserProfile } from './api'
      const { got } = $props()
      useMizanBoundary()
      const user = useUserProfile({ user_id: 5 })
    </script>
    {user.current} <button onclick={async () => got(await user)}>read</button>
  `)
  const on = await stage(page, { got: (value: unknown) => results.push(value) })
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await click(on, 'read')
  await on.doing(() => on.kernel.reset())
  await click(on, 'read')
  await on.answer(BOB)
  assert.deepEqual(results, ['Ada', 'Bob'])
})

test('in another boundary the old identity’s data stays until there is new, as Svelte has it', async () => {
  const on = await stage(pageOf('<Profile />', { ours: false }), { of: 5 })
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), '5 profile Ada')
  await on.answer(BOB)
  assert.equal(on.text(), '5 profile Bob')
})

test('rule 7: an await block in a boundary of Mizan’s waits again by itself', async () => {
  const Block = component(`
    <script>
      import { useUserProfile } from './api'
      const user = useUserProfile()
    </script>
    {#await user}waiting{:then name}block {name}{:catch}failed{/await}
  `)
  const page = asynchronous(
    `
    <script>
      import { setUserContext, useMizanBoundary } from './api'
      import Block from './Block.svelte'
      setUserContext({ user_id: 5 })
      const { onerror } = useMizanBoundary()
    </script>
    <svelte:boundary {onerror}><Block />{#snippet pending()}loading{/snippet}</svelte:boundary>
  `,
    { Block },
  )
  const on = await stage(page)
  await on.answer(GLOBAL)
  await on.answer(ADA)
  assert.equal(on.text(), 'block Ada')
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), 'waiting')
  await on.answer(BOB)
  assert.equal(on.text(), 'block Bob')
})
