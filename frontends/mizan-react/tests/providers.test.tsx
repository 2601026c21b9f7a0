import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultKernel, isMizanError } from 'mizan-client'
import { Suspense, useState } from 'react'
import { mizanProvider } from '../src/index.ts'
import {
  BoardContext,
  Motd,
  motd,
  Posts,
  Profile,
  UserContext,
  useBoardTasks,
  useRename,
  useUserProfile,
} from './app.tsx'
import { click, stage } from './stage.tsx'

const ADA = { data: { user_profile: 'Ada', posts: ['one'] } }
const BOB = { data: { user_profile: 'Bob', posts: ['two'] } }
const REFUSED = { data: {}, errors: { user_profile: { code: 'NOT_FOUND', message: 'Nobody.', details: null } } }
const BROKEN = { data: {}, errors: { user_profile: { code: 'INTERNAL_ERROR', message: 'Oops.', details: null } } }

const failure = (error: Error, retry: () => void) => (
  <>
    {isMizanError(error) ? error.code : error.message}
    <button type="button" onClick={retry}>
      retry
    </button>
  </>
)

test('a provider shows its fallback while something below loads', async () => {
  const { answer, text } = await stage(
    <>
      around{' '}
      <UserContext user_id={5} fallback="loading">
        <Profile />
      </UserContext>
    </>,
  )
  assert.equal(text(), 'around loading')
  await answer(ADA)
  assert.equal(text(), 'around profile Ada ')
})

test('a provider shows its errorFallback, and trying again asks again', async () => {
  const on = await stage(
    <UserContext user_id={5} fallback="loading" errorFallback={failure}>
      <Profile />
    </UserContext>,
  )
  await on.answer(REFUSED)
  await on.answer({ data: {} })
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
  const { answer, text } = await stage(
    <UserContext user_id={5} fallback="loading" errorFallback={<b>sorry</b>}>
      <Profile />
    </UserContext>,
  )
  await answer(REFUSED)
  assert.equal(text(), 'sorry')
})

test('an error that is not Mizan’s reaches the errorFallback too, and can be tried again', async () => {
  let broken = true
  function Fragile() {
    if (broken) throw new Error('a bug')
    return 'mended'
  }
  const on = await stage(
    <UserContext user_id={5} errorFallback={failure}>
      <Fragile />
    </UserContext>,
  )
  assert.equal(on.text(), 'a bugretry')
  broken = false
  await click(on, 'retry')
  assert.equal(on.text(), 'mended')
})

test('rule 2: an errorFallback gives way when what failed was made stale and succeeds', async () => {
  const on = await stage(
    <>
      <UserContext user_id={5} fallback="loading" errorFallback="nobody">
        <Profile />
      </UserContext>
      <Rename />
    </>,
  )
  await on.answer(REFUSED)
  await on.answer({ data: {} })
  assert.equal(on.text(), 'nobodyrename idle')
  await click(on, 'rename idle')
  await on.answer({ result: 'done', invalidate: [{ context: 'user' }] })
  assert.equal(on.text(), 'nobodyrename success')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada rename success')
})

test('rule 7: an errorFallback gives way to another identity', async () => {
  const on = await stage(
    <UserContext user_id={5} fallback="loading" errorFallback="not for you">
      <Profile />
    </UserContext>,
  )
  await on.answer(REFUSED)
  await on.answer({ data: {} })
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), 'loading')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada ')
})

test('rule 9: an errorFallback gives way when the network is back', async () => {
  const on = await stage(
    <UserContext user_id={5} fallback="loading" errorFallback="offline?">
      <Profile />
    </UserContext>,
  )
  await on.answer(BROKEN)
  await on.answer({ data: {} })
  assert.equal(on.text(), 'offline?')
  await on.doing(async () => {
    window.dispatchEvent(new window.Event('online'))
    await new Promise((done) => setTimeout(done, 5))
  })
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada ')
})

test('other params of a provider show other data, never the old, and forget the old error', async () => {
  const page = (id: number) => (
    <UserContext user_id={id} fallback="loading" errorFallback={failure}>
      <Profile />
    </UserContext>
  )
  const on = await stage(page(5))
  await on.answer(ADA)
  await on.answer({ data: {} })
  await on.show(page(6))
  assert.equal(on.text(), 'loading')
  await on.answer(REFUSED)
  assert.equal(on.text(), 'NOT_FOUNDretry')
  await on.show(page(7))
  assert.equal(on.text(), 'loading')
  await on.answer(BOB)
  assert.equal(on.text(), 'profile Bob ')
  await on.show(page(5))
  assert.equal(on.text(), 'profile Ada ')
  assert.deepEqual(
    on.asked.filter(({ path }) => path === 'context/user').map(({ params }) => params),
    [{ user_id: 5 }, { user_id: 6 }, { user_id: 7 }],
  )
})

test('an errorFallback gives way to other params of a provider further up', async () => {
  const page = (id: number) => (
    <UserContext user_id={id} fallback="loading">
      <BoardContext board_id={1} errorFallback={failure}>
        <Profile />
      </BoardContext>
    </UserContext>
  )
  const on = await stage(page(5))
  await on.answer(REFUSED)
  assert.equal(on.text(), 'NOT_FOUNDretry')
  await on.show(page(6))
  assert.equal(on.text(), 'loading')
  const asked = on.asked.find(({ params }) => params['user_id'] === 6)
  await on.doing(() => asked?.answer(BOB))
  assert.equal(on.text(), 'profile Bob ')
})

test('a provider loads its context once, whatever is below, and keeps it while it stays', async () => {
  const on = await stage(<Toggled />)
  await on.answer(ADA)
  await on.answer({ data: {} })
  await click(on, 'toggle')
  assert.equal(on.text(), 'toggleprofile Ada posts one ')
  await click(on, 'toggle')
  await click(on, 'toggle')
  assert.equal(on.asked.length, 2)
})

function Toggled() {
  const [shown, show] = useState(false)
  return (
    <UserContext user_id={5} fallback="loading">
      <button type="button" onClick={() => show(!shown)}>
        toggle
      </button>
      {shown && <Profile />}
      {shown && <Posts />}
    </UserContext>
  )
}

test('rule 5: a provider that goes while its children suspend aborts their request', async () => {
  const on = await stage(
    <UserContext user_id={5} fallback="loading">
      <Profile />
    </UserContext>,
  )
  await on.show('gone')
  await on.doing(() => new Promise((done) => setTimeout(done, 5)))
  const request = on.asked.find(({ path }) => path === 'context/user')
  assert.equal(request?.signal.aborted, true)
})

test('hooks use the nearest provider of their context, and explicit params before it', async () => {
  const Board = () => <p>board {useBoardTasks()} </p>
  const on = await stage(
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
    </Suspense>,
  )
  const names = ['', '', '', '', '', 'Ada', 'Bob', 'Cy']
  for (let request = 0; request < 5; request++) {
    const { params } = on.asked[request]!
    const name = names[Number(params['user_id'])]
    await on.answer({ data: { user_profile: name, posts: [], 'board.tasks': 'T', motd: 'hi' } })
  }
  assert.equal(on.text(), 'profile Ada profile Bob profile Cy board T ')
})

test('rule 4: two components never show two versions of one context', async () => {
  const pairs = new Set<string>()
  function Pair() {
    const pair = `${useUserProfile()} ${useUserProfile({ user_id: 5 })}`
    pairs.add(pair)
    return pair
  }
  const on = await stage(
    <UserContext user_id={5} fallback="loading">
      <Pair />
      <Rename />
    </UserContext>,
  )
  await on.answer(ADA)
  await on.answer({ data: {} })
  await click(on, 'rename idle')
  const refreshed = [{ context: 'user', params: { user_id: 5 }, ...BOB }]
  await on.answer({ result: 'done', invalidate: [], refreshed })
  assert.deepEqual([...pairs], ['Ada Ada', 'Bob Bob'])
})

test('<MizanContext> without a kernel configures the page’s own, with the newest options', async (context) => {
  const MizanContext = mizanProvider(false)
  const asked: string[] = []
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    asked.push(`${input} ${new Headers(init?.headers).get('authorization')}`)
    return Response.json({ data: { motd: 'hi' } })
  }
  context.after(() => defaultKernel().dispose())
  const page = (token: string) => (
    <MizanContext baseUrl="/elsewhere" fetch={fetch} headers={() => ({ authorization: token })} fallback="loading">
      <Motd />
    </MizanContext>
  )
  const on = await stage(page('one'), { bare: true })
  await on.doing(() => new Promise((done) => setTimeout(done, 5)))
  assert.equal(on.text(), 'motd hi ')
  await on.show(page('two'))
  await on.doing(() => defaultKernel().fetch(motd, {}))
  assert.deepEqual(asked, ['/elsewhere/context/global one', '/elsewhere/context/global?only=motd two'])
})

test('what the props of <MizanContext> leave open is taken from its defaults', async (context) => {
  const asked: string[] = []
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    asked.push(`${input} ${new Headers(init?.headers).get('authorization')}`)
    return Response.json({ data: { motd: 'hi' } })
  }
  const baseUrl = (path: string) => `/of/${path.replace('/', '-')}`
  const MizanContext = mizanProvider(false, { baseUrl, fetch, headers: { authorization: 'default' } })
  context.after(() => defaultKernel().dispose())
  const on = await stage(null, { bare: true })
  const ask = () => on.doing(() => defaultKernel().fetch(motd, {}))
  await on.show(<MizanContext />)
  await ask()
  await on.show(<MizanContext headers={{ authorization: 'prop' }} />)
  await ask()
  await on.show(<MizanContext baseUrl="/prop" headers={undefined} />)
  await ask()
  const query = '/context/global?only=motd'
  assert.deepEqual(asked, [
    `/of/context-global${query} default`,
    `/of/context-global${query} prop`,
    `/prop${query} default`,
  ])
})

test('a kernel that <MizanContext> is given takes nothing from the defaults', async () => {
  const MizanContext = mizanProvider(true, { baseUrl: '/default' })
  const on = await stage(null, { bare: true })
  await on.show(
    <MizanContext kernel={on.kernel} fallback="starting">
      <Motd />
    </MizanContext>,
  )
  assert.equal((await on.answer({ data: { motd: 'hi' } })).path, 'context/global')
  assert.equal(on.text(), 'motd hi ')
})

test('<MizanContext> has a fallback and an errorFallback of its own', async () => {
  const MizanContext = mizanProvider(true)
  const on = await stage(null, { bare: true })
  await on.show(
    <MizanContext kernel={on.kernel} fallback="starting" errorFallback={failure}>
      <Motd />
    </MizanContext>,
  )
  assert.equal(on.text(), 'starting')
  await on.answer({ error: { code: 'RATE_LIMITED', message: 'Slow down.', details: null } }, 429)
  assert.equal(on.text(), 'RATE_LIMITEDretry')
  await click(on, 'retry')
  await on.answer({ data: { motd: 'hi' } })
  assert.equal(on.text(), 'motd hi ')
})

function Rename() {
  const { mutate, status } = useRename()
  return (
    <button type="button" onClick={() => mutate({ name: 'Bob' })}>
      rename {status}
    </button>
  )
}
