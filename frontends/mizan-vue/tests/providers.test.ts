import assert from 'node:assert/strict'
import { test } from 'node:test'
import { context, defaultKernel, isMizanError, mutation, query } from 'mizan-client'
import { defineComponent, h, KeepAlive, ref } from 'vue'
import { mizanProvider } from '../src/index.ts'
import {
  awaited,
  BoardContext,
  MizanBoundary,
  Motd,
  motd,
  Posts,
  Profile,
  Rename,
  UserContext,
  useBoardTasks,
  useUserProfile,
  useUserProfileState,
} from './app.ts'
import { click, stage } from './stage.ts'

const ADA = { data: { user_profile: 'Ada', posts: ['one'] } }
const BOB = { data: { user_profile: 'Bob', posts: ['two'] } }
const REFUSED = { data: {}, errors: { user_profile: { code: 'NOT_FOUND', message: 'Nobody.', details: null } } }
const BROKEN = { data: {}, errors: { user_profile: { code: 'INTERNAL_ERROR', message: 'Oops.', details: null } } }
const GLOBAL = { data: { motd: 'hi' } }

const failure = ({ error, retry }: { error: Error; retry: () => void }) => [
  isMizanError(error) ? error.code : error.message,
  h('button', { onClick: retry }, 'retry'),
]

const profile = () => awaited(h(Profile))

test('a provider mounts its context and gives its params to what is below', async () => {
  const { answer, asked, text } = await stage(() => h(UserContext, { user_id: 5 }, profile))
  assert.equal(text(), 'loading')
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), 'profile Ada ')
  assert.deepEqual(
    asked.map(({ path, params }) => [path, params]),
    [
      ['context/global', {}],
      ['context/user', { user_id: 5 }],
    ],
  )
})

test('a provider shows its error slot, and trying again asks again', async () => {
  const on = await stage(() => h(UserContext, { user_id: 5 }, { default: profile, error: failure }))
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

test('one failure that two components meet is one failure', async () => {
  const content = () => awaited(h(Profile), h(Posts))
  const on = await stage(() => h(UserContext, { user_id: 5 }, { default: content, error: failure }))
  await on.answer(GLOBAL)
  await on.breakNext()
  assert.equal(on.text(), 'NETWORK_ERRORretry')
  assert.deepEqual(on.uncaught, [])
})

test('an error that is not Mizan’s reaches the error slot too, and can be tried again', async () => {
  let broken = true
  const Fragile = () => {
    if (broken) throw new Error('a bug')
    return 'mended'
  }
  const on = await stage(() => h(UserContext, { user_id: 5 }, { default: () => h(Fragile), error: failure }))
  assert.equal(on.text(), 'a bugretry')
  broken = false
  await click(on, 'retry')
  assert.equal(on.text(), 'mended')
})

test('what fails in an error slot goes further up', async () => {
  const Fragile = () => {
    throw new Error('a worse bug')
  }
  const inner = { default: profile, error: () => h(Fragile) }
  const on = await stage(() =>
    h(MizanBoundary, null, { default: () => h(UserContext, { user_id: 5 }, inner), error: failure }),
  )
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  assert.equal(on.text(), 'a worse bugretry')
})

test('rule 2: an error slot gives way when what failed was made stale and succeeds', async () => {
  const on = await stage(() => [
    h(UserContext, { user_id: 5 }, { default: profile, error: () => 'nobody ' }),
    h(Rename),
  ])
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  assert.equal(on.text(), 'nobody rename idle')
  await click(on, 'rename idle')
  await on.answer({ result: 'done', invalidate: [{ context: 'user' }] })
  assert.equal(on.text(), 'nobody rename success')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada rename success')
})

test('rule 7: an error slot gives way to another identity', async () => {
  const on = await stage(() => h(UserContext, { user_id: 5 }, { default: profile, error: () => 'not for you' }))
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), 'loading')
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada ')
})

test('rule 9: an error slot gives way when the network is back', async () => {
  const on = await stage(() => h(UserContext, { user_id: 5 }, { default: profile, error: () => 'offline?' }))
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
  const id = ref(5)
  const on = await stage(() => h(UserContext, { user_id: id.value }, { default: profile, error: failure }))
  const show = (value: number) =>
    on.doing(() => {
      id.value = value
    })
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await show(6)
  assert.equal(on.text(), 'loading')
  await on.answer(REFUSED)
  assert.equal(on.text(), 'NOT_FOUNDretry')
  await show(7)
  assert.equal(on.text(), 'loading')
  await on.answer(BOB)
  assert.equal(on.text(), 'profile Bob ')
  await show(5)
  assert.equal(on.text(), 'profile Ada ')
  assert.deepEqual(
    on.asked.slice(1).map(({ params }) => params),
    [{ user_id: 5 }, { user_id: 6 }, { user_id: 7 }],
  )
})

test('other params that are known already change what is shown, and make nothing anew', async () => {
  const id = ref(5)
  let setups = 0
  const Name = defineComponent(async () => {
    setups++
    const name = await useUserProfile()
    return () => name.value
  })
  const on = await stage(() => h(UserContext, { user_id: id.value }, () => awaited(h(Name))))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => void on.kernel.fetch(query('user_profile', context('user', ['user_id'])), { user_id: 6 }))
  await on.answer({ data: { user_profile: 'Bob' } })
  await on.doing(() => id.value++)
  assert.deepEqual([on.text(), setups], ['Bob', 1])
})

test('an error slot gives way to other params of a provider further up', async () => {
  const id = ref(5)
  const inner = () => h(BoardContext, { board_id: 1 }, { default: profile, error: failure })
  const on = await stage(() => h(UserContext, { user_id: id.value }, inner))
  await on.answer(GLOBAL)
  const asked = (of: number) => on.asked.find(({ params }) => params['user_id'] === of)!
  await on.doing(() => asked(5).answer(REFUSED))
  assert.equal(on.text(), 'NOT_FOUNDretry')
  await on.doing(() => id.value++)
  assert.equal(on.text(), 'loading')
  await on.doing(() => asked(6).answer(BOB))
  assert.equal(on.text(), 'profile Bob ')
})

test('a provider loads its context once, whatever is below, and keeps it while it stays', async () => {
  const shown = ref(false)
  const content = () => [
    h('button', { onClick: () => (shown.value = !shown.value) }, 'toggle'),
    shown.value && awaited(h(Profile), h(Posts)),
  ]
  const on = await stage(() => h(UserContext, { user_id: 5 }, content))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await click(on, 'toggle')
  assert.equal(on.text(), 'toggleprofile Ada posts one ')
  await click(on, 'toggle')
  await click(on, 'toggle')
  assert.equal(on.asked.length, 2)
})

test('rule 5: a provider that goes while its children suspend aborts their request', async () => {
  const shown = ref(true)
  const on = await stage(() => (shown.value ? h(UserContext, { user_id: 5 }, profile) : 'gone'))
  await on.doing(async () => {
    shown.value = false
    await new Promise((done) => setTimeout(done, 5))
  })
  assert.equal(on.asked.find(({ path }) => path === 'context/user')?.signal.aborted, true)
})

test('composables use the nearest provider of their context, and explicit params before it', async () => {
  const Board = defineComponent(async () => {
    const tasks = await useBoardTasks()
    return () => h('p', `board ${tasks.value} `)
  })
  const innermost = () => [h(Profile), h(Profile, { of: 7 }), h(Board)]
  const inner = () => [h(Profile), h(UserContext, { user_id: 6 }, innermost)]
  const on = await stage(() => awaited(h(UserContext, { user_id: 5 }, () => h(BoardContext, { board_id: 1 }, inner))))
  const names = ['', '', '', '', '', 'Ada', 'Bob', 'Cy']
  for (let request = 0; request < 5; request++) {
    const name = names[Number(on.asked[request]!.params['user_id'])]
    await on.answer({ data: { user_profile: name, posts: [], 'board.tasks': 'T', motd: 'hi' } })
  }
  assert.equal(on.text(), 'profile Ada profile Bob profile Cy board T ')
})

test('rule 4: two components never show two versions of one context', async () => {
  const pairs = new Set<string>()
  const Pair = defineComponent(async () => {
    const [one, other] = [useUserProfile(), useUserProfile({ user_id: 5 })]
    const names = [await one, await other]
    return () => {
      const pair = names.map((name) => name.value).join(' ')
      pairs.add(pair)
      return pair
    }
  })
  const on = await stage(() => h(UserContext, { user_id: 5 }, () => [awaited(h(Pair)), h(Rename)]))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await click(on, 'rename idle')
  const refreshed = [{ context: 'user', params: { user_id: 5 }, ...BOB }]
  await on.answer({ result: 'done', invalidate: [], refreshed })
  assert.deepEqual([...pairs], ['Ada Ada', 'Bob Bob'])
})

test('an error slot that KeepAlive puts aside keeps nothing in use', async () => {
  const shown = ref(true)
  const Page = defineComponent(() => () => h(UserContext, { user_id: 5 }, { default: profile, error: () => 'nobody' }))
  const on = await stage(() => h(KeepAlive, () => (shown.value ? h(Page) : h('p', 'other'))))
  await on.answer(GLOBAL)
  await on.answer(REFUSED)
  assert.equal(on.text(), 'nobody')
  await on.doing(() => {
    shown.value = false
  })
  await on.doing(() => void on.kernel.call(mutation('rename', ['user']), {}))
  const { body } = await on.answer({ result: null, invalidate: [{ context: 'user' }] })
  assert.deepEqual(body, { args: {} })
  assert.equal(on.asked.length, 3)
  await on.doing(() => {
    shown.value = true
  })
  await on.answer(ADA)
  assert.equal(on.text(), 'profile Ada ')
})

test('the plugin loads the global context once, and leaves it with the app', async () => {
  const on = await stage(() => [awaited(h(Motd)), awaited(h(Motd))])
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

test('the plugin without a kernel configures the page’s own, with the newest options', async (context) => {
  const { asked, fetch, ask } = noting()
  context.after(() => defaultKernel().dispose())
  const plugin = mizanProvider(false)
  const on = await stage(() => awaited(h(Motd)), {
    install: (app) => app.use(plugin, { baseUrl: '/elsewhere', fetch, headers: () => ({ authorization: 'one' }) }),
  })
  await on.doing(() => new Promise((done) => setTimeout(done, 5)))
  assert.equal(on.text(), 'motd hi ')
  await stage(() => '', {
    install: (app) => app.use(plugin, { baseUrl: '/elsewhere', fetch, headers: { authorization: 'two' } }),
  })
  await ask()
  assert.deepEqual(asked, ['/elsewhere/context/global one', '/elsewhere/context/global?only=motd two'])
})

test('what the options leave open is taken from the plugin’s defaults', async (context) => {
  const { asked, fetch, ask } = noting()
  context.after(() => defaultKernel().dispose())
  const baseUrl = (path: string) => `/of/${path.replace('/', '-')}`
  const plugin = mizanProvider(false, { baseUrl, fetch, headers: { authorization: 'default' } })
  await stage(() => '', { install: (app) => app.use(plugin) })
  await ask()
  await stage(() => '', { install: (app) => app.use(plugin, { headers: { authorization: 'option' } }) })
  await ask()
  await stage(() => '', { install: (app) => app.use(plugin, { baseUrl: '/option', headers: undefined }) })
  await ask()
  const query = '/context/global?only=motd'
  assert.deepEqual(asked, [
    `/of/context-global${query} default`,
    `/of/context-global${query} option`,
    `/option${query} default`,
  ])
})

test('a kernel that the plugin is given takes nothing from the defaults', async () => {
  const on = await stage(() => '')
  const plugin = mizanProvider(true, { baseUrl: '/default' })
  const { text } = await stage(() => awaited(h(Motd)), { install: (app) => app.use(plugin, { kernel: on.kernel }) })
  assert.equal((await on.answer(GLOBAL)).path, 'context/global')
  assert.equal(text(), 'motd hi ')
})

test('without the plugin the page’s own kernel is used', async (context) => {
  const { fetch } = noting()
  context.after(() => defaultKernel().dispose())
  defaultKernel().configure({ fetch })
  const Page = defineComponent(() => {
    const { data } = useUserProfileState({ user_id: 5 })
    return () => `${data.value}`
  })
  const on = await stage(() => [awaited(h(Motd)), h(Page)], { install: () => {} })
  await on.doing(() => new Promise((done) => setTimeout(done, 5)))
  assert.equal(on.text(), 'motd hi undefined')
})
