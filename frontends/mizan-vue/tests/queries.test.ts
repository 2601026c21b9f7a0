import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AnyQuery,
  context,
  createKernel,
  type Entry,
  isMizanError,
  type Kernel,
  mutation,
  type Params,
  query,
} from 'mizan-client'
import {
  type Component,
  defineComponent,
  effectScope,
  h,
  KeepAlive,
  type Ref,
  ref,
  shallowRef,
  watch,
  watchEffect,
} from 'vue'
import { passed, scriptedServer } from '../../mizan-client/tests/scripted-server.ts'
import { mizanProvider, queryStateHook } from '../src/index.ts'
import * as app from './app.ts'
import {
  awaited,
  Boundary,
  MizanBoundary,
  Motd,
  Posts,
  Profile,
  profile,
  UserContext,
  useMotd,
  useMotdState,
  usePosts,
  usePostsState,
  useUserProfile,
  useUserProfileState,
} from './app.ts'
import { compiled, loaded } from './sfc.ts'
import { click, stage } from './stage.ts'

const ADA = { data: { user_profile: 'Ada', posts: ['one'] } }
const BOB = { data: { user_profile: 'Bob', posts: ['two'] } }
const REFUSAL = { code: 'FORBIDDEN', message: 'Not yours.', details: null }
const GLOBAL = { data: { motd: 'hi' } }

test('an awaited composable suspends, then shows its data', async () => {
  const { answer, text } = await stage(() => awaited(h(Profile, { of: 5 })))
  assert.equal(text(), 'loading')
  await answer(GLOBAL)
  assert.equal((await answer(ADA)).path, 'context/user')
  assert.equal(text(), 'profile Ada ')
})

test('rule 5: siblings that suspend cause one request', async () => {
  const { asked, answer, text } = await stage(() =>
    awaited(h(UserContext, { user_id: 5 }, () => [h(Profile), h(Posts), h(Profile)])),
  )
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

test('queries that one component awaits one after the other cause one request', async () => {
  const Page = defineComponent(async () => {
    const [name, posts] = [useUserProfile(), usePosts()]
    const data = [await name, await posts]
    return () => h('p', data.map((each) => String(each.value)).join(' '))
  })
  const { asked, answer, text } = await stage(() => awaited(h(UserContext, { user_id: 5 }, () => h(Page))))
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), 'Ada one')
  assert.equal(asked.length, 2)
})

test('<script setup> may await one after the other', async () => {
  const source = `
    <script setup>
    import { useMotd, usePosts, useUserProfile } from './api'
    const name = await useUserProfile({ user_id: 5 })
    const posts = await usePosts({ user_id: 5 })
    const motd = await useMotd()
    </script>
    <template>{{ name }} {{ posts[0] }} {{ motd }}</template>
  `
  const { default: Page } = loaded(compiled(source, 'Page.vue'), { './api': app }) as { default: Component }
  const on = await stage(() => h(MizanBoundary, () => awaited(h(Page))))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  assert.equal(on.text(), 'Ada one hi')
  assert.equal(on.asked.length, 2)
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), 'loading')
  await on.answer({ data: { motd: 'bye' } })
  await on.answer(BOB)
  assert.equal(on.text(), 'Bob two bye')
  await on.doing(() => on.kernel.entry(profile, { user_id: 5 }).refetch())
  await on.answer({ data: { user_profile: 'Eve' } })
  assert.equal(on.text(), 'Eve two bye')
})

test('two components in different places share one request and one value', async () => {
  const { asked, answer, text } = await stage(() => [awaited(h(Profile, { of: 5 })), awaited(h(Profile, { of: 5 }))])
  assert.equal(text(), 'loadingloading')
  await answer(GLOBAL)
  await answer(ADA)
  assert.equal(text(), 'profile Ada profile Ada ')
  assert.equal(asked.length, 2)
})

test('an awaited composable rejects with a typed error, which reaches onErrorCaptured', async () => {
  const { answer, text } = await stage(() => h(Boundary, () => awaited(h(Profile, { of: 5 }))))
  await answer(GLOBAL)
  await answer({ data: { posts: [] }, errors: { user_profile: REFUSAL } })
  assert.equal(text(), 'boundary FORBIDDEN')
})

test('what nothing captures reaches the app', async () => {
  let failed: unknown
  const Page = defineComponent(async () => {
    await useUserProfile({ user_id: 5 }).catch((error) => {
      failed = error
    })
    return () => 'gave up'
  })
  const on = await stage(() => awaited(h(Page)))
  await on.answer(GLOBAL)
  await on.answer({ data: {}, errors: { user_profile: REFUSAL } })
  assert.equal(on.text(), 'gave up')
  assert.ok(isMizanError(failed, 'FORBIDDEN'))
})

test('a typed error replaces data that is no longer allowed', async () => {
  const on = await stage(() => h(Boundary, () => awaited(h(Profile, { of: 5 }))))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => on.kernel.entry(profile, { user_id: 5 }).refetch())
  await on.answer({ data: {}, errors: { user_profile: REFUSAL } })
  assert.equal(on.text(), 'boundary FORBIDDEN')
})

const ProfileState = defineComponent(() => {
  const { status, data, error, fetching, refetch } = useUserProfileState({ user_id: 5 })
  return () => [
    `${status.value} ${data.value ?? '-'} ${error.value?.message ?? '-'} ${fetching.value ? 'fetching' : 'still'}`,
    h('button', { onClick: refetch }, 'again'),
  ]
})

test('a ref of data that is no longer allowed throws whenever it is read', async () => {
  let read = (): unknown => undefined
  const Page = defineComponent(async () => {
    const name = await useUserProfile()
    read = () => {
      try {
        return name.value
      } catch (error) {
        return (error as { code?: string }).code
      }
    }
    return () => ''
  })
  const on = await stage(() => h(UserContext, { user_id: 5 }, () => awaited(h(Page))))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  assert.deepEqual([read(), read()], ['Ada', 'Ada'])
  await on.doing(() => on.kernel.entry(profile, { user_id: 5 }).refetch())
  await on.answer({ data: {}, errors: { user_profile: REFUSAL } })
  assert.deepEqual([read(), read()], ['FORBIDDEN', 'FORBIDDEN'])
})

test('a state never waits or throws', async () => {
  const on = await stage(() => h(ProfileState))
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

test('a state has a snapshot, whose status tells data and error apart', async () => {
  const Page = defineComponent(() => {
    const { snapshot } = useMotdState()
    return () => (snapshot.value.status === 'ready' ? snapshot.value.data.toUpperCase() : snapshot.value.status)
  })
  const on = await stage(() => h(Page))
  assert.equal(on.text(), 'pending')
  await on.answer(GLOBAL)
  assert.equal(on.text(), 'HI')
})

test('data stays on the page while it is asked for again and while that cannot be done', async () => {
  let renders = 0
  const Counted = defineComponent(async () => {
    const name = await useUserProfile({ user_id: 5 })
    return () => {
      renders++
      return name.value
    }
  })
  const on = await stage(() => awaited(h(Counted)))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  const before = renders
  const entry = on.kernel.entry(profile, { user_id: 5 })
  await on.doing(() => entry.refetch())
  await on.breakNext()
  assert.equal(entry.get().status, 'error')
  assert.deepEqual([on.text(), renders], ['Ada', before])
})

test('a component is not rendered again when only another query changed', async () => {
  const renders = { profile: 0, posts: 0, both: 0 }
  const Name = defineComponent(() => {
    const { data } = useUserProfileState()
    return () => {
      renders.profile++
      return data.value
    }
  })
  const Titles = defineComponent(() => {
    const { data } = usePostsState()
    return () => {
      renders.posts++
      return data.value?.join()
    }
  })
  const Both = defineComponent(() => {
    const [name, titles] = [useUserProfileState().data, usePostsState().data]
    return () => {
      renders.both++
      return `${name.value} ${titles.value}`
    }
  })
  const on = await stage(() => h(UserContext, { user_id: 5 }, () => [h(Name), h(Titles), h(Both)]))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  assert.deepEqual(renders, { profile: 2, posts: 2, both: 2 }, 'a bundle is told once')
  await on.doing(() => on.kernel.entry(profile, { user_id: 5 }).refetch())
  await on.answer({ data: { user_profile: 'Eve' } })
  assert.equal(on.text(), 'EveoneEve one')
  assert.deepEqual(renders, { profile: 3, posts: 2, both: 3 })
})

test('rule 4: not even a synchronous watcher sees two versions', async () => {
  const pairs: string[] = []
  const Page = defineComponent(() => {
    const [name, titles] = [useUserProfileState().data, usePostsState().data]
    watch([name, titles], () => pairs.push(`${name.value} ${titles.value}`), { flush: 'sync' })
    return () => ''
  })
  const on = await stage(() => h(UserContext, { user_id: 5 }, () => h(Page)))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => on.kernel.reset())
  await on.answer(BOB)
  assert.deepEqual(pairs, ['Ada one', 'undefined undefined', 'Bob two'])
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
  let triggers = 0
  const Page = defineComponent(() => {
    const states = hooks.map((useState) => useState())
    watchEffect(() => states[0]?.data.value, { onTrigger: () => triggers++ })
    return () => states.map(({ data }) => String(data.value ?? ''))
  })
  const on = await stage(() => h(Page), {
    install: (app) => app.use(mizanProvider(false), { kernel: { ...kernel, entry } as Kernel }),
  })
  looks = 0
  await on.doing(() => next().answer({ data: Object.fromEntries(names.map((name) => [name, 'x'])) }))
  assert.equal(on.text().length, 50)
  assert.ok(looks < 50 * 6, `${looks} times`)
  assert.ok(triggers < 4, `${triggers} triggers`)
  kernel.dispose()
})

test('equal params are one subscription, however often they are written down', async () => {
  const count = ref(0)
  const Chatty = defineComponent(async () => {
    const name = await useUserProfile(() => ({ user_id: count.value - count.value + 5 }))
    return () => h('button', { onClick: () => count.value++ }, `${name.value} ${count.value}`)
  })
  const on = await stage(() => awaited(h(Chatty)))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await click(on, 'Ada 0')
  await click(on, 'Ada 1')
  assert.equal(on.text(), 'Ada 2')
  assert.equal(on.asked.length, 2)
})

for (const [kind, given] of [
  ['a ref', () => shallowRef({ user_id: 5 })],
  ['a getter', () => () => ({ user_id: 5 })],
  ['an object', () => ({ user_id: 5 })],
] as const) {
  test(`params may be ${kind}`, async () => {
    const Page = defineComponent(() => {
      const { data } = useUserProfileState(given())
      return () => data.value
    })
    const on = await stage(() => h(Page))
    await on.answer(GLOBAL)
    await on.answer(ADA)
    assert.equal(on.text(), 'Ada')
  })
}

test('other params show other data, and never the old with the new', async () => {
  const id = ref(5)
  const pairs = new Set<string>()
  const Pair = defineComponent(async () => {
    const name = await useUserProfile(() => ({ user_id: id.value }))
    return () => {
      const pair = `${id.value} ${name.value}`
      pairs.add(pair)
      return pair
    }
  })
  const on = await stage(() => h(MizanBoundary, () => awaited(h(Pair))))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => id.value++)
  assert.equal(on.text(), 'loading')
  await on.answer(BOB)
  assert.equal(on.text(), '6 Bob')
  await on.doing(() => id.value--)
  assert.equal(on.text(), '5 Ada')
  assert.deepEqual([...pairs], ['5 Ada', '6 Bob'])
})

test('other params of a state go back to pending at once', async () => {
  const id = ref(5)
  const seen: string[] = []
  const Page = defineComponent(() => {
    const { status, data } = useUserProfileState(() => ({ user_id: id.value }))
    return () => {
      seen.push(`${id.value} ${status.value} ${data.value}`)
      return ''
    }
  })
  const on = await stage(() => h(Page))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await on.doing(() => id.value++)
  await on.answer(BOB)
  assert.deepEqual(seen, ['5 pending undefined', '5 ready Ada', '6 pending undefined', '6 ready Bob'])
})

test('data that is gone and that no boundary waits for reaches the app as an error', async () => {
  const on = await stage(() => awaited(h(Motd)))
  await on.answer(GLOBAL)
  await on.doing(() => on.kernel.reset())
  assert.deepEqual([on.text(), new Set(on.uncaught.map(String))], ['', new Set(['Error: Data gone.'])])
  await on.answer({ data: { motd: 'bye' } })
  assert.equal(on.text(), 'motd bye ')
})

test('a ref from outside of a boundary that lost its data shows nothing until there is some', async () => {
  const Inner = defineComponent(
    ({ name }: { name: Readonly<Ref<string>> }) =>
      () =>
        name.value,
    { props: ['name'] },
  )
  const Outer = defineComponent(async () => {
    const name = await useMotd()
    return () => ['outer ', h(MizanBoundary, () => h(Inner, { name: name as never }))]
  })
  const on = await stage(() => awaited(h(Outer)))
  await on.answer(GLOBAL)
  assert.equal(on.text(), 'outer hi')
  await on.doing(() => on.kernel.reset())
  assert.equal(on.text(), 'outer ')
  await on.answer({ data: { motd: 'bye' } })
  await on.doing(() => passed())
  assert.equal(on.text(), 'outer bye')
})

test('rule 5: unmounting aborts the request, of a state and of what is awaited', async () => {
  for (const element of [() => h(ProfileState), () => awaited(h(Profile, { of: 5 }))]) {
    const on = await stage(element)
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

test('a component that KeepAlive puts aside keeps nothing fresh, and shows what is there when it is back', async () => {
  const shown = ref(true)
  const Page = defineComponent(() => () => h(UserContext, { user_id: 5 }, () => h(Name)))
  const Name = defineComponent(() => {
    const { data } = useUserProfileState()
    return () => data.value
  })
  const on = await stage(() => h(KeepAlive, () => (shown.value ? h(Page) : h('p', 'other'))))
  const mounted = async () => {
    await on.doing(() => void on.kernel.call(mutation('rename', ['user']), {}))
    return (await on.answer({ result: null })).body?.['mounted']
  }
  await on.answer(GLOBAL)
  await on.answer(ADA)
  assert.deepEqual(await mounted(), [{ context: 'user', params: { user_id: 5 } }])
  await on.doing(() => {
    shown.value = false
  })
  assert.equal(await mounted(), undefined)
  await on.doing(() => void on.kernel.fetch(profile, { user_id: 5 }))
  await on.answer({ data: { user_profile: 'Eve' } })
  const before = on.asked.length
  await on.doing(() => {
    shown.value = true
  })
  assert.equal(on.text(), 'Eve')
  assert.equal(on.asked.length, before)
  assert.deepEqual(await mounted(), [{ context: 'user', params: { user_id: 5 } }])
})

test('a composable without a provider or params says what it needs', async () => {
  const message = 'user_profile needs params, or the context user above it.'
  const on = await stage(() => h(Boundary, () => awaited(h(Profile))))
  assert.equal(on.text(), `boundary ${message}`)
  const Page = defineComponent(() => {
    assert.throws(() => useUserProfileState(), { message })
    return () => ''
  })
  await stage(() => h(Page))
})

test('composables of the global context need no provider of their own', async () => {
  const { answer, asked, text } = await stage(() => awaited(h(Motd)))
  await answer(GLOBAL)
  assert.equal(text(), 'motd hi ')
  assert.equal(asked.length, 1)
})

test('a composable works outside of components, in a scope of an app', async () => {
  const scope = effectScope()
  const on = await stage(() => '', {})
  const state = on.app.runWithContext(() => scope.run(() => useMotdState()))
  await on.answer(GLOBAL)
  assert.equal(state?.data.value, 'hi')
  scope.stop()
})
