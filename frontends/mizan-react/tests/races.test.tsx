import { Activity, createElement, Suspense, startTransition, useState } from 'react'
import { flushSync } from 'react-dom'
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

function StatePart({ part: { kind, label, params, provided }, said, refetchers }: PartProps) {
  const useState = STATES[kind as 'profile']
  const state = useState(provided ? undefined : params)
  refetchers.set(label, state.refetch)
  return `${label} ${say(said, label, sayState(state))} `
}

function PairPart({ part: { label, params }, said }: PartProps) {
  const [one, two] = [useUserProfileState(params), usePostsState(params)]
  return `${label} ${say(said, label, `${one.data ?? '…'} ${two.data ?? '…'}`)} `
}

function AwaitingPart({ part: { kind, label, params }, said }: PartProps) {
  const useData = DATA[kind as 'profile']
  return `${label} ${say(said, label, useData(params))} `
}

function PartOf(props: PartProps) {
  const { part } = props
  const content = createElement(part.awaits ? AwaitingPart : part.kind === 'pair' ? PairPart : StatePart, props)
  if (part.provided) return <UserContext {...part.params}>{content}</UserContext>
  return part.awaits ? <Suspense fallback="loading ">{content}</Suspense> : content
}

const settingIn =
  (strict: boolean) =>
  async (parts: string[]): Promise<Setting> => {
    const actions: Partial<Actions> = {}
    const [said, refetchers] = [new Map(), new Map()] as [Setting['said'], Setting['refetchers']]
    let put: (shown: { parts: string[]; away: boolean }) => void = () => {}

    function Page() {
      const [{ parts: shown, away }, show] = useState({ parts, away: false })
      actions.rename = useRename().mutate as never
      actions.logout = useLogout().mutate as never
      put = show
      const made = shown.map(partOf).map((part, index) => {
        return <PartOf key={`${index} ${part.kind}`} part={part} said={said} refetchers={refetchers} />
      })
      return <Activity mode={away ? 'hidden' : 'visible'}>{made}</Activity>
    }

    const on = await stage(<Page />, { strict })
    let shown = parts
    return {
      ...on,
      actions: actions as Actions,
      profile,
      said,
      refetchers,
      show: (...lists) =>
        on.doing(() => {
          for (const list of lists) flushSync(() => put({ parts: (shown = list), away: false }))
        }),
      transit: (list) => on.doing(() => startTransition(() => put({ parts: (shown = list), away: false }))),
      park: (away) => on.doing(() => put({ parts: shown, away })),
    }
  }

raceIn('React', settingIn(false))
raceIn('React, in StrictMode', settingIn(true))
