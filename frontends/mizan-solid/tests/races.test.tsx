import { createSignal, Index, type JSX, Show, Suspense, startTransition } from 'solid-js'
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
} from './app.tsx'
import { stage } from './stage.tsx'

const STATES = { profile: useUserProfileState, posts: usePostsState }
const DATA = { profile: useUserProfile, posts: usePosts }

interface PartProps extends Pick<Setting, 'said' | 'refetchers'> {
  part: Part
}

function StatePart(props: PartProps) {
  const { kind, label, provided } = props.part
  const state = STATES[kind as 'profile'](provided ? undefined : () => props.part.params)
  props.refetchers.set(label, state.refetch)
  return (
    <i>
      {props.part.label} {say(props.said, props.part.label, sayState(state))}{' '}
    </i>
  )
}

function PairPart(props: PartProps) {
  const one = useUserProfileState(() => props.part.params)
  const two = usePostsState(() => props.part.params)
  return (
    <i>
      {props.part.label} {say(props.said, props.part.label, `${one.data ?? '…'} ${two.data ?? '…'}`)}{' '}
    </i>
  )
}

function AwaitingPart(props: PartProps) {
  const data = DATA[props.part.kind as 'profile'](() => props.part.params)
  return (
    <Suspense fallback="loading ">
      <i>
        {props.part.label} {String(data())}{' '}
      </i>
    </Suspense>
  )
}

function PartOf(props: PartProps): JSX.Element {
  const { part } = props
  if (part.awaits) return <AwaitingPart {...props} />
  if (part.kind === 'pair') return <PairPart {...props} />
  if (!part.provided) return <StatePart {...props} />
  return (
    <UserContext {...part.params}>
      <StatePart {...props} />
    </UserContext>
  )
}

raceIn('Solid', async (parts) => {
  const actions: Partial<Actions> = {}
  const notes: Pick<Setting, 'said' | 'refetchers'> = { said: new Map(), refetchers: new Map() }
  const [list, setList] = createSignal(parts)
  const [away, setAway] = createSignal(false)

  function Caller() {
    actions.rename = useRename().mutate as Actions['rename']
    actions.logout = useLogout().mutate as Actions['logout']
    return ''
  }
  const on = await stage(() => (
    <>
      <Caller />
      <Show when={!away()}>
        <Index each={list()}>
          {(text) => (
            <Show when={partOf(text()).kind} keyed>
              {(_) => <PartOf part={partOf(text())} {...notes} />}
            </Show>
          )}
        </Index>
      </Show>
    </>
  ))
  return {
    ...on,
    ...notes,
    actions: actions as Actions,
    profile,
    show: (...lists) =>
      on.doing(() => {
        for (const next of lists) setList(next)
      }),
    transit: (next) => on.doing(() => startTransition(() => setList(next))),
    park: (gone) => on.doing(() => setAway(gone)),
  }
})
