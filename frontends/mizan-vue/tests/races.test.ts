import './dom.mjs'
import { defineComponent, h, KeepAlive, nextTick, type PropType, Suspense, shallowRef } from 'vue'
import { raceIn } from '../../mizan-client/tests/races.ts'
import { type Actions, type Part, partOf, type Setting, say, sayState } from '../../mizan-client/tests/scene.ts'
import {
  profile,
  UserContext,
  useLogout,
  usePosts,
  usePostsState,
  useRename,
  useUserProfile,
  useUserProfileState,
} from './app.ts'
import { stage } from './stage.ts'

const STATES = { profile: useUserProfileState, posts: usePostsState }
const DATA = { profile: useUserProfile, posts: usePosts }

type Notes = Pick<Setting, 'said' | 'refetchers'>

const props = {
  part: { type: Object as PropType<Part>, required: true as const },
  notes: { type: Object as PropType<Notes>, required: true as const },
}

const StatePart = defineComponent({
  props,
  setup(given) {
    const { kind, label, provided } = given.part
    const { snapshot, refetch } = STATES[kind as 'profile'](provided ? undefined : () => given.part.params)
    given.notes.refetchers.set(label, refetch)
    return () => `${given.part.label} ${say(given.notes.said, given.part.label, sayState(snapshot.value))} `
  },
})

const PairPart = defineComponent({
  props,
  setup({ part: { label, params }, notes: { said } }) {
    const [one, two] = [useUserProfileState(params).data, usePostsState(params).data]
    return () => `${label} ${say(said, label, `${one.value ?? '…'} ${two.value ?? '…'}`)} `
  },
})

const AwaitingPart = defineComponent({
  props,
  async setup({ part: { kind, label, params }, notes: { said } }) {
    const data = await DATA[kind as 'profile'](params)
    return () => `${label} ${say(said, label, String(data.value))} `
  },
})

/** Show a part; one that waits is another for other params. */
function shown(text: string, index: number, notes: Notes) {
  const part = partOf(text)
  const { awaits, kind, params, provided } = part
  const key = `${index} ${awaits ? text : kind}`
  if (awaits)
    return h(
      Suspense,
      { key: index },
      { default: () => h(AwaitingPart, { key, part, notes }), fallback: () => 'loading ' },
    )
  const content = () => h(kind === 'pair' ? PairPart : StatePart, { key, part, notes })
  return provided ? h(UserContext, { key, ...params }, content) : content()
}

raceIn('Vue', async (parts) => {
  const actions: Partial<Actions> = {}
  const notes: Notes = { said: new Map(), refetchers: new Map() }
  const list = shallowRef(parts)
  const away = shallowRef(false)

  const Page = defineComponent(
    () => () =>
      h(
        'div',
        list.value.map((text, index) => shown(text, index, notes)),
      ),
  )
  const Caller = defineComponent(() => {
    actions.rename = useRename().mutate as Actions['rename']
    actions.logout = useLogout().mutate as Actions['logout']
    return () => ''
  })
  const on = await stage(() => [h(Caller), h(KeepAlive, null, () => (away.value ? undefined : h(Page)))])
  return {
    ...on,
    ...notes,
    actions: actions as Actions,
    profile,
    show: (...lists) =>
      on.doing(async () => {
        for (const next of lists) {
          list.value = next
          await nextTick()
        }
      }),
    transit: (next) =>
      on.doing(() => {
        list.value = next
      }),
    park: (gone) =>
      on.doing(() => {
        away.value = gone
      }),
  }
})
