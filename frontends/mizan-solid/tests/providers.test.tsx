import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultKernel, isMizanError, mutation } from 'mizan-client'
import { createEffect, createSignal, type JSX, Show, Suspense, startTransition } from 'solid-js'
import { mizanProvider } from '../src/index.ts'
import {
  BoardContext,
  Boundary,
  Motd,
  motd,
  Posts,
  Profile,
  Rename,
  UserContext,
  useBoardTasks,
  useUserProfile,
} from './app.tsx'
import { click, type Stage, stage } from './stage.tsx'

const ADA = { data: { user_profile: 'Ada', posts: ['one'] } }
const BOB = { data: { user_profile: 'Bob', posts: ['two'] } }
const REFUSED = { data: {}, errors: { user_profile: { code: 'NOT_FOUND', message: 'Nobody.', details: null } } }
const BROKEN = { data: {}, errors: { user_profile: { code: 'INTERNAL_ERROR', message: 'Oops.', details: null } } }
const GLOBAL = { data: { motd: 'hi' } }

const failure = (error: Error, retry: () => void) => (
  <>
    {isMizanError(error) ? error.code : error.message}
    <button type="button" onClick={retry}>
      retry
    </button>
  </>
)

test('a provider shows its fallback while something below loads', async () => {
  const { answer, text } = await stage(() => (
    <>
      around{' '}
      <UserContext user_id={5} fallback="loading">
        <Profile />
      </UserContext>
    </>
  ))
  assert.equal(text(), 'around loading')
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), 'around profile Ada ')
})

test('a provider shows its errorFallback, and trying again asks again', async () => {
  const on = await stage(() => (
    <UserContext user_id={5} fallback="loading" errorFallback={failure}>
      <Profile />
    </UserContext>
  ))
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  assert.equal(on.text(), 'NOT_FOUNDretry')
  await click(on, 'retry')
  assert.equal(on.text(), 'loading')
  await on.answer(REFUSED)
  assert.equal(on.text(), 'NOT_FOUNDretry')
  await click(on, 'retry')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada ')
})

test('an errorFallback that is an element stands in for the children', async () => {
  const { answer, text } = await stage(() => (
    <UserContext user_id={5} fallback="loading" errorFallback={<b>sorry</b>}>
      <Profile />
    </UserContext>
  ))
  await answer(GLOBAL)
  await answer(REFUSED)
  assert.equal(text(), 'sorry')
})

test('one failure that two components meet is one failure', async () => {
  const on = await stage(() => (
    <UserContext user_id={5} fallback="loading" errorFallback={failure}>
      <Profile />
      <Posts />
    </UserContext>
  ))
  await on.answer(GLOBAL)
  await on.breakNext()
  assert.equal(on.text(), 'NETWORK_ERRORretry')
  await click(on, 'retry')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada posts one ')
})

test('an error that is not Mizan’s reaches the errorFallback too, and can be tried again', async () => {
  let broken = true
  function Fragile() {
    if (broken) throw new Error('a bug')
    return 'mended'
  }
  const on = await stage(() => (
    <UserContext user_id={5} errorFallback={failure}>
      <Fragile />
    </UserContext>
  ))
  assert.equal(on.text(), 'a bugretry')
  broken = false
  await click(on, 'retry')
  assert.equal(on.text(), 'mended')
})

test('without an errorFallback errors go further up', async () => {
  const on = await stage(() => (
    <Boundary>
      <UserContext user_id={5} fallback="loading">
        <Profile />
      </UserContext>
    </Boundary>
  ))
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  assert.equal(on.text(), 'boundary NOT_FOUND')
})

test('rule 2: an errorFallback gives way when what failed was made stale and succeeds', async () => {
  const on = await stage(() => (
    <>
      <UserContext user_id={5} fallback="loading" errorFallback="nobody ">
        <Profile />
      </UserContext>
      <Rename />
    </>
  ))
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  assert.equal(on.text(), 'nobody rename idle')
  await click(on, 'rename idle')
  await on.answer({ result: 'done', invalidate: [{ context: 'user' }] })
  assert.equal(on.text(), 'nobody rename success')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada rename success')
})

test('rule 7: an errorFallback gives way to another identity', async () => {
  const on = await stage(() => (
    <UserContext user_id={5} fallback="loading" errorFallback="not for you">
      <Profile />
    </UserContext>
  ))
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), 'loading')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada ')
})

test('rule 9: an errorFallback gives way when the network is back', async () => {
  const on = await stage(() => (
    <UserContext user_id={5} fallback="loading" errorFallback="offline?">
      <Profile />
    </UserContext>
  ))
  await on.answer(GLOBAL)
  await on.answer(BROKEN)
  assert.equal(on.text(), 'offline?')
  await on.doing(async () => {
    window.dispatchEvent(new window.Event('online'))
    await new Promise((done) => setTimeout(done, 5))
  })
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada ')
})

test('other params of a provider show other data, never the old, and forget the old error', async () => {
  const [of, show] = createSignal(5)
  const on = await stage(() => (
    <UserContext user_id={of()} fallback="loading" errorFallback={failure}>
      <Profile />
    </UserContext>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => show(6))
  assert.equal(on.text(), 'loading')
  await on.answer(REFUSED)
  assert.equal(on.text(), 'NOT_FOUNDretry')
  await on.doing(() => show(7))
  assert.equal(on.text(), 'loading')
  await on.answer(BOB)
  assert.equal(on.text(), 'profile Bob ')
  await on.doing(() => show(5))
  assert.equal(on.text(), 'profile Ada ')
  assert.deepEqual(
    on.asked.slice(1).map(({ params }) => params),
    [{ user_id: 5 }, { user_id: 6 }, { user_id: 7 }],
  )
})

test('a transition keeps what is below a provider until its other params have data', async () => {
  const [of, show] = createSignal(5)
  const on = await stage(() => (
    <UserContext user_id={of()} fallback="loading">
      {of()} <Profile /> <Posts />
    </UserContext>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => void startTransition(() => show(6)))
  assert.equal(on.text(), '5 profile Ada  posts one ')
  await on.answer(BOB)
  assert.equal(on.text(), '6 profile Bob  posts two ')
  assert.deepEqual(await mountedOn(on), [{ context: 'user', params: { user_id: 6 } }])
})

test('an errorFallback gives way to other params of a provider further up', async () => {
  const [of, show] = createSignal(5)
  const on = await stage(() => (
    <UserContext user_id={of()} fallback="loading">
      <BoardContext board_id={1} errorFallback={failure}>
        <Profile />
      </BoardContext>
    </UserContext>
  ))
  await on.answer(GLOBAL)
  const asked = (of: number) => on.asked.find(({ params }) => params['user_id'] === of)!
  await on.doing(() => asked(5).answer(REFUSED))
  assert.equal(on.text(), 'NOT_FOUNDretry')
  await on.doing(() => show(6))
  assert.equal(on.text(), 'loading')
  await on.doing(() => asked(6).answer(BOB))
  assert.equal(on.text(), 'profile Bob ')
})

test('a provider loads its context once, whatever is below, and keeps it while it stays', async () => {
  const [shown, show] = createSignal(false)
  const on = await stage(() => (
    <UserContext user_id={5} fallback="loading">
      <button type="button" onClick={() => show(!shown())}>
        toggle
      </button>
      <Show when={shown()}>
        <Profile />
        <Posts />
      </Show>
    </UserContext>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await click(on, 'toggle')
  assert.equal(on.text(), 'toggleprofile Ada posts one ')
  await click(on, 'toggle')
  await click(on, 'toggle')
  assert.equal(on.asked.length, 2)
})

const mountedOn = async (on: Stage) => {
  await on.doing(() => void on.kernel.call(mutation('rename', ['user']), {}))
  return (await on.answer({ result: null })).body?.['mounted']
}

test('a context is mounted while nothing reads it, for the params of the moment, until its provider goes', async () => {
  const [of, show] = createSignal<number | null>(5)
  const on = await stage(() => <Show when={of()}>{(id) => <UserContext user_id={id()} />}</Show>)
  await on.answer(GLOBAL)
  await on.answer(ADA)
  assert.deepEqual(await mountedOn(on), [{ context: 'user', params: { user_id: 5 } }])
  await on.doing(() => show(6))
  await on.answer(BOB)
  assert.deepEqual(await mountedOn(on), [{ context: 'user', params: { user_id: 6 } }])
  await on.doing(() => show(null))
  assert.equal(await mountedOn(on), undefined)
})

test('rule 5: a provider that goes while its children suspend aborts their request', async () => {
  const [shown, show] = createSignal(true)
  const on = await stage(() => (
    <Show when={shown()} fallback="gone">
      <UserContext user_id={5} fallback="loading">
        <Profile />
      </UserContext>
    </Show>
  ))
  await on.doing(async () => {
    show(false)
    await new Promise((done) => setTimeout(done, 5))
  })
  assert.equal(on.asked.find(({ path }) => path === 'context/user')?.signal.aborted, true)
})

test('an errorFallback that goes keeps nothing in use', async () => {
  const [shown, show] = createSignal(true)
  const on = await stage(() => (
    <Show when={shown()} fallback="gone">
      <UserContext user_id={5} fallback="loading" errorFallback="nobody">
        <Profile />
      </UserContext>
    </Show>
  ))
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  assert.equal(on.text(), 'nobody')
  await on.doing(() => show(false))
  assert.equal(await mountedOn(on), undefined)
})

test('hooks use the nearest provider of their context, and explicit params before it', async () => {
  function Board() {
    const tasks = useBoardTasks()
    return <p>board {tasks()} </p>
  }
  const on = await stage(() => (
    <Suspense fallback="loading">
      <UserContext user_id={5}>
        <BoardContext board_id={1}>
          <Profile />
          <UserContext user_id={6}>
            <Profile />
            <Profile of={7} />
            <Board />
          </UserContext>
        </BoardContext>
      </UserContext>
    </Suspense>
  ))
  const names = ['', '', '', '', '', 'Ada', 'Bob', 'Cy']
  for (let request = 0; request < 5; request++) {
    const name = names[Number(on.asked[request]!.params['user_id'])]
    await on.answer({ data: { user_profile: name, posts: [], 'board.tasks': 'T', motd: 'hi' } })
  }
  assert.equal(on.text(), 'profile Ada profile Bob profile Cy board T ')
})

test('rule 4: two components never show two versions of one context', async () => {
  const pairs = new Set<string>()
  function Pair() {
    const [one, other] = [useUserProfile(), useUserProfile({ user_id: 5 })]
    createEffect(() => pairs.add(`${one()} ${other()}`))
    return (
      <p>
        {one()} {other()}
      </p>
    )
  }
  const on = await stage(() => (
    <>
      <UserContext user_id={5} fallback="loading">
        <Pair />
      </UserContext>
      <Rename />
    </>
  ))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await click(on, 'rename idle')
  const refreshed = [{ context: 'user', params: { user_id: 5 }, ...BOB }]
  await on.answer({ result: 'done', invalidate: [], refreshed })
  assert.deepEqual([...pairs], ['Ada Ada', 'Bob Bob'])
})

test('<MizanContext> loads the global context once, and leaves it when it goes', async () => {
  const on = await stage(() => (
    <Suspense fallback="loading">
      <Motd /> <Motd />
    </Suspense>
  ))
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
  const bare = (page: () => JSX.Element) => stage(page, { bare: true })
  return { asked, fetch, ask, bare }
}

test('<MizanContext> without a kernel configures the page’s own, with the newest options', async (context) => {
  const { asked, fetch, ask, bare } = noting()
  context.after(() => defaultKernel().dispose())
  const MizanContext = mizanProvider(false)
  const [token, renew] = createSignal('one')
  const on = await bare(() => (
    <MizanContext baseUrl="/elsewhere" fetch={fetch} headers={{ authorization: token() }} fallback="loading">
      <Motd />
    </MizanContext>
  ))
  await on.doing(() => new Promise((done) => setTimeout(done, 5)))
  assert.equal(on.text(), 'motd hi ')
  renew('two')
  await ask()
  assert.deepEqual(asked, ['/elsewhere/context/global one', '/elsewhere/context/global?only=motd two'])
})

test('what the props of <MizanContext> leave open is taken from its defaults', async (context) => {
  const { asked, fetch, ask, bare } = noting()
  context.after(() => defaultKernel().dispose())
  const baseUrl = (path: string) => `/of/${path.replace('/', '-')}`
  const MizanContext = mizanProvider(false, { baseUrl, fetch, headers: { authorization: 'default' } })
  await bare(() => <MizanContext />)
  await ask()
  await bare(() => <MizanContext headers={{ authorization: 'prop' }} />)
  await ask()
  await bare(() => <MizanContext baseUrl="/prop" headers={undefined} />)
  await ask()
  const query = '/context/global?only=motd'
  assert.deepEqual(asked, [
    `/of/context-global${query} default`,
    `/of/context-global${query} prop`,
    `/prop${query} default`,
  ])
})

test('a kernel that <MizanContext> is given takes nothing from the defaults', async () => {
  const other = await stage(() => '')
  const MizanContext = mizanProvider(true, { baseUrl: '/default' })
  const on = await stage(
    () => (
      <MizanContext kernel={other.kernel} fallback="starting">
        <Motd />
      </MizanContext>
    ),
    { bare: true },
  )
  assert.equal((await other.answer(GLOBAL)).path, 'context/global')
  assert.equal(on.text(), 'motd hi ')
})

test('<MizanContext> has a fallback and an errorFallback of its own', async () => {
  const other = await stage(() => '')
  const MizanContext = mizanProvider(true)
  const on = await stage(
    () => (
      <MizanContext kernel={other.kernel} fallback="starting" errorFallback={failure}>
        <Motd />
      </MizanContext>
    ),
    { bare: true },
  )
  assert.equal(on.text(), 'starting')
  await other.answer({ error: { code: 'RATE_LIMITED', message: 'Slow down.', details: null } }, 429)
  assert.equal(on.text(), 'RATE_LIMITEDretry')
  await click(on, 'retry')
  await other.answer(GLOBAL)
  assert.equal(on.text(), 'motd hi ')
})
