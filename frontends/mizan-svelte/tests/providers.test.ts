import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultKernel, mutation } from 'mizan-client'
import { mizanProvider } from '../src/index.ts'
import { motd } from './app.ts'
import { click, component, reactive, stage } from './stage.ts'

const ADA = { data: { user_profile: 'Ada', posts: ['one'] } }
const BOB = { data: { user_profile: 'Bob', posts: ['two'] } }
const REFUSED = { data: {}, errors: { user_profile: { code: 'NOT_FOUND', message: 'Nobody.', details: null } } }
const BROKEN = { data: {}, errors: { user_profile: { code: 'INTERNAL_ERROR', message: 'Oops.', details: null } } }
const GLOBAL = { data: { motd: 'hi' } }

const Profile = component(
  `
  <script>
    import { useUserProfile } from './api'
    const { of } = $props()
    const user = useUserProfile(of && { user_id: of })
  </script>
  profile {user.current ?? 'loading'}
`.replace('of && { user_id: of }', '(() => of && { user_id: of })()'),
)
const Rename = component(`
  <script>
    import { useRename } from './api'
    const rename = useRename()
  </script>
  <button onclick={() => rename.mutate({ name: 'Bob' })}>rename {rename.status}</button>
`)

/** A page of one user, whose boundary recovers. */
const Page = component(
  `
  <script>
    import { setUserContext, useMizanBoundary } from './api'
    import Profile from './Profile.svelte'
    import Rename from './Rename.svelte'
    const { of = 5 } = $props()
    setUserContext(() => ({ user_id: of }))
    const { onerror, retry } = useMizanBoundary()
  </script>
  {#key of}
    <svelte:boundary {onerror}>
      <Profile />
      {#snippet failed(error, reset)}
        {error.code ?? error.message.split('\\n')[0]} <button onclick={() => retry(error, reset)}>retry</button>
      {/snippet}
    </svelte:boundary>
  {/key}
  <Rename />
`,
  { Profile, Rename },
)

test('a context is mounted and gives its params to what is below', async () => {
  const { answer, asked, text } = await stage(Page)
  assert.equal(text(), 'profile loading rename idle')
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), 'profile Ada rename idle')
  assert.deepEqual(
    asked.map(({ path, params }) => [path, params]),
    [
      ['context/global', {}],
      ['context/user', { user_id: 5 }],
    ],
  )
})

test('a boundary shows what failed, and trying again asks again', async () => {
  const on = await stage(Page)
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  assert.equal(on.text(), 'NOT_FOUND retry rename idle')
  await click(on, 'retry')
  assert.equal(on.text(), 'profile loading rename idle')
  await on.answer(REFUSED)
  assert.equal(on.text(), 'NOT_FOUND retry rename idle')
  await click(on, 'retry')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada rename idle')
})

test('an error that is not Mizan’s can be tried again, too', async () => {
  const state = { broken: true }
  const Fragile = component(
    `
    <script>
      const { state } = $props()
      if (state.broken) throw new Error('a bug')
    </script>
    mended
  `.replace('if (state.broken)', 'if ((() => state.broken)())'),
  )
  const page = `
    <script>
      import { useMizanBoundary } from './api'
      import Fragile from './Fragile.svelte'
      const { state } = $props()
      const { onerror, retry } = useMizanBoundary()
    </script>
    <svelte:boundary {onerror}>
      <Fragile {state} />
      {#snippet failed(error, reset)}<button onclick={() => retry(error, reset)}>retry</button>{/snippet}
    </svelte:boundary>
  `
  const on = await stage(component(page, { Fragile }), { state })
  assert.equal(on.text(), 'retry')
  state.broken = false
  await click(on, 'retry')
  assert.equal(on.text(), 'mended')
})

test('rule 2: a boundary recovers when what failed was made stale and succeeds', async () => {
  const on = await stage(Page)
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  await click(on, 'rename idle')
  await on.answer({ result: 'done', invalidate: [{ context: 'user' }] })
  assert.equal(on.text(), 'NOT_FOUND retry rename success')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada rename success')
})

test('rule 7: a boundary recovers for another identity', async () => {
  const on = await stage(Page)
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), 'profile loading rename idle')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada rename idle')
})

test('rule 9: a boundary recovers when the network is back', async () => {
  const on = await stage(Page)
  await on.answer(GLOBAL)
  await on.answer(BROKEN)
  assert.equal(on.text(), 'INTERNAL_ERROR retry rename idle')
  await on.doing(async () => {
    window.dispatchEvent(new window.Event('online'))
    await new Promise((done) => setTimeout(done, 5))
  })
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada rename idle')
})

test('a boundary that is gone keeps nothing in use', async () => {
  const on = await stage(Page)
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  await on.end()
  await on.doing(() => void on.kernel.call(mutation('rename', ['user']), {}))
  const { body } = await on.answer({ result: null, invalidate: [{ context: 'user' }] })
  assert.deepEqual(body, { args: {} })
  assert.equal(on.asked.length, 3)
})

test('other params show other data, never the old, and a key forgets the old error', async () => {
  const props = reactive({ of: 5 })
  const on = await stage(Page, props)
  const show = (of: number) =>
    on.doing(() => {
      props.of = of
    })
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await show(6)
  assert.equal(on.text(), 'profile loading rename idle')
  await on.answer(REFUSED)
  assert.equal(on.text(), 'NOT_FOUND retry rename idle')
  await show(7)
  assert.equal(on.text(), 'profile loading rename idle')
  await on.answer(BOB)
  assert.equal(on.text(), 'profile Bob rename idle')
  await show(5)
  assert.equal(on.text(), 'profile Ada rename idle')
  assert.deepEqual(
    on.asked.slice(1).map(({ params }) => params),
    [{ user_id: 5 }, { user_id: 6 }, { user_id: 7 }],
  )
})

const mountedOn = async (on: Awaited<ReturnType<typeof stage>>) => {
  await on.doing(() => void on.kernel.call(mutation('rename', ['user']), {}))
  return (await on.answer({ result: null })).body?.['mounted']
}

test('a context is mounted while nothing reads it, for the params of the moment, until its component goes', async () => {
  const props = reactive({ of: 5 })
  const on = await stage(
    `
    <script>
      import { setUserContext } from './api'
      const { of } = $props()
      setUserContext(() => ({ user_id: of }))
    </script>
  `,
    props,
  )
  await on.answer(GLOBAL)
  await on.answer(ADA)
  assert.deepEqual(await mountedOn(on), [{ context: 'user', params: { user_id: 5 } }])
  await on.doing(() => props.of++)
  await on.answer(BOB)
  assert.deepEqual(await mountedOn(on), [{ context: 'user', params: { user_id: 6 } }])
  await on.end()
  assert.equal(await mountedOn(on), undefined)
  await on.doing(() => props.of++)
  assert.equal(on.asked.length, 6)
})

test('a context without params needs none', async () => {
  const Page = component(`
    <script>
      import { setNewsContext, useHeadline } from './api'
      setNewsContext()
      const headline = useHeadline()
    </script>
    {headline.current}
  `)
  const on = await stage(Page)
  await on.answer(GLOBAL)
  assert.equal((await on.answer({ data: { headline: 'Sun' } })).path, 'context/news')
  assert.equal(on.text(), 'Sun')
})

test('a context loads once, whatever is below, and keeps it while it stays', async () => {
  const page = `
    <script>
      import { setUserContext } from './api'
      import Profile from './Profile.svelte'
      let shown = $state(false)
      setUserContext({ user_id: 5 })
    </script>
    <button onclick={() => (shown = !shown)}>toggle</button>
    {#if shown}<Profile />{/if}
  `
  const on = await stage(component(page, { Profile }))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await click(on, 'toggle')
  assert.equal(on.text(), 'toggle profile Ada')
  await click(on, 'toggle')
  await click(on, 'toggle')
  assert.equal(on.asked.length, 2)
})

test('functions use the nearest provider of their context, and explicit params before it', async () => {
  const Inner = component(
    `
    <script>
      import { setUserContext, useBoardTasks } from './api'
      import Profile from './Profile.svelte'
      setUserContext({ user_id: 6 })
      const tasks = useBoardTasks()
    </script>
    <Profile /> <Profile of={7} /> board {tasks.current}
  `,
    { Profile },
  )
  const page = `
    <script>
      import { setTaskBoardContext, setUserContext } from './api'
      import Profile from './Profile.svelte'
      import Inner from './Inner.svelte'
      setUserContext({ user_id: 5 })
      setTaskBoardContext({ board_id: 1 })
    </script>
    <Profile /> <Inner />
  `
  const on = await stage(component(page, { Profile, Inner }))
  const names = ['', '', '', '', '', 'Ada', 'Bob', 'Cy']
  for (let request = 0; request < 5; request++) {
    const name = names[Number(on.asked[request]!.params['user_id'])]
    await on.answer({ data: { user_profile: name, posts: [], 'board.tasks': 'T', motd: 'hi' } })
  }
  assert.equal(on.text(), 'profile Ada profile Bob profile Cy board T')
})

test('rule 4: two components never show two versions of one context', async () => {
  const pairs = new Set<string>()
  const page = `
    <script>
      import { setUserContext, useUserProfile } from './api'
      import Rename from './Rename.svelte'
      const { told } = $props()
      setUserContext({ user_id: 5 })
      const one = useUserProfile()
      const other = useUserProfile({ user_id: 5 })
      $effect(() => told(one.current + ' ' + other.current))
    </script>
    <Rename />
  `
  const on = await stage(component(page, { Rename }), { told: (pair: string) => pairs.add(pair) })
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await click(on, 'rename idle')
  const refreshed = [{ context: 'user', params: { user_id: 5 }, ...BOB }]
  await on.answer({ result: 'done', invalidate: [], refreshed })
  assert.deepEqual([...pairs], ['undefined undefined', 'Ada Ada', 'Bob Bob'])
})

test('setMizan loads the global context once, and leaves it with its component', async () => {
  const on = await stage(
    "<script>import { useMotd } from './api'; const [a, b] = [useMotd(), useMotd()]</script>{a.current} {b.current}",
  )
  assert.deepEqual(
    on.asked.map(({ path }) => path),
    ['context/global'],
  )
  await on.doing(async () => {
    await on.end()
    await new Promise((done) => setTimeout(done, 5))
  })
  assert.equal(on.asked[0]?.signal.aborted, true)
})

/** A fetch that notes what is asked for, and with which token. */
function noting() {
  const asked: string[] = []
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    asked.push(`${input} ${new Headers(init?.headers).get('authorization')}`)
    return Response.json({ data: { motd: 'hi' } })
  }
  const ask = () => defaultKernel().fetch(motd, {})
  return { asked, fetch, ask }
}

/** Calls `setMizan` as the root of a page does. */
const Root = component(`
  <script>
    import { untrack } from 'svelte'
    import { useMotd } from './api'
    const { set } = $props()
    untrack(() => set())
    const motd = useMotd()
  </script>
  {motd.current}
`)

test('setMizan without a kernel configures the page’s own, with the newest options', async (context) => {
  const { asked, fetch, ask } = noting()
  context.after(() => defaultKernel().dispose())
  const setMizan = mizanProvider(false)
  const set = (authorization: string) => () =>
    setMizan({ baseUrl: '/elsewhere', fetch, headers: () => ({ authorization }) })
  const on = await stage(Root, { set: set('one') }, { bare: true })
  await on.doing(() => new Promise((done) => setTimeout(done, 5)))
  assert.equal(on.text(), 'hi')
  await stage(Root, { set: set('two') }, { bare: true })
  await ask()
  assert.deepEqual(asked, ['/elsewhere/context/global one', '/elsewhere/context/global?only=motd two'])
})

test('what the options leave open is taken from the defaults', async (context) => {
  const { asked, fetch, ask } = noting()
  context.after(() => defaultKernel().dispose())
  const baseUrl = (path: string) => `/of/${path.replace('/', '-')}`
  const setMizan = mizanProvider(false, { baseUrl, fetch, headers: { authorization: 'default' } })
  const Empty = component(
    "<script>import { untrack } from 'svelte'; const { set } = $props(); untrack(() => set())</script>",
  )
  await stage(Empty, { set: () => setMizan() }, { bare: true })
  await ask()
  await stage(Empty, { set: () => setMizan({ headers: { authorization: 'option' } }) }, { bare: true })
  await ask()
  await stage(Empty, { set: () => setMizan({ baseUrl: '/option', headers: undefined }) }, { bare: true })
  await ask()
  const query = '/context/global?only=motd'
  assert.deepEqual(asked, [
    `/of/context-global${query} default`,
    `/of/context-global${query} option`,
    `/option${query} default`,
  ])
})

test('a kernel that setMizan is given takes nothing from the defaults', async () => {
  const other = await stage('')
  const setMizan = mizanProvider(true, { baseUrl: '/default' })
  const on = await stage(Root, { set: () => setMizan({ kernel: other.kernel }) }, { bare: true })
  assert.equal((await other.answer(GLOBAL)).path, 'context/global')
  assert.equal(on.text(), 'hi')
})

test('without setMizan the page’s own kernel is used', async (context) => {
  const { fetch } = noting()
  context.after(() => defaultKernel().dispose())
  defaultKernel().configure({ fetch })
  const on = await stage(Root, { set: () => {} }, { bare: true })
  await on.doing(() => new Promise((done) => setTimeout(done, 5)))
  assert.equal(on.text(), 'hi')
})
