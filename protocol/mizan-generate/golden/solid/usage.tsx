/** @jsxImportSource solid-js */
/** Providers, and hooks of every kind. */

import { createSignal, Show } from 'solid-js'
import {
  callAttach,
  fetchUserPosts,
  isMizanError,
  ItemContext,
  MizanContext,
  Order,
  ReportsDailyContext,
  UserContext,
  useAttach,
  useBuy,
  useLanguages,
  useLogout,
  usePrice,
  usePriceState,
  useRename,
  useReportsByDay,
  useUserPosts,
  useUserProfile,
  useUserProfileState,
} from './expected/index.js'

function Profile() {
  const profile = useUserProfile()
  const other = useUserProfile({ user_id: 6 })
  const [day] = createSignal({ day: '2026-01-01' })
  const report = useReportsByDay(day)
  const total: number | undefined = report()
  const posts = useUserPosts(() => ({ user_id: 6, order: Order.OLDEST, limit: 5 }))
  const on: string | undefined = posts()?.[0]?.on
  // @ts-expect-error there may be no data
  profile().name
  // @ts-expect-error the global context has no params
  useLanguages({ code: 'en' })
  // @ts-expect-error the order is one of two words
  useUserPosts(() => ({ user_id: 6, order: 'sideways' }))
  // @ts-expect-error a param is missing
  useUserProfile({})
  // @ts-expect-error a report is a number
  const title: string | undefined = report()
  return (
    <Show when={other()}>
      {(other) => (
        <p>
          {other().name} {total} {on} {title} {usePrice({ item: 1 })()?.toFixed()}
        </p>
      )}
    </Show>
  )
}

export function state() {
  const profile = useUserProfileState(() => ({ user_id: 5 }))
  if (profile.status === 'ready') return profile.data.name
  if (profile.status === 'error' && isMizanError(profile.error, 'FORBIDDEN')) return profile.error.message
  const price = usePriceState()
  if (price.error?.code === 'NOT_FOUND') price.refetch()
  // @ts-expect-error there may be no data
  profile.data.name
  // @ts-expect-error no such code is declared
  if (price.error?.code === 'OUT_OF_STOCK') return 0
  return profile.fetching
}

export function mutations() {
  const rename = useRename()
  const buy = useBuy()
  if (isMizanError(buy.error, 'OUT_OF_STOCK')) buy.error.details.left.toFixed()
  void useLogout().mutate()
  void useAttach().mutate({ task_id: 1, file: new Blob() }).then(({ size }): number => size)
  void rename.mutate({ user_id: 5, name: 'Ada' }).then((renamed): number => renamed.user_id)
  // @ts-expect-error an argument is missing
  void rename.mutate({ user_id: 5 })
  // @ts-expect-error an argument is of another type
  void buy.mutate({ item: '5' })
  return rename.status
}

export const page = (
  <MizanContext baseUrl="/api/mizan">
    <UserContext user_id={5} fallback={<p>One moment …</p>} errorFallback={(_, retry) => <button onClick={retry}>Again</button>}>
      <ReportsDailyContext day="2026-01-01">
        <Profile />
      </ReportsDailyContext>
    </UserContext>
  </MizanContext>
)

// @ts-expect-error the provider needs its param
export const lacking = <ItemContext>none</ItemContext>

// @ts-expect-error the provider's param is a number
export const wrong = <UserContext user_id="5" />

export async function calls() {
  // @ts-expect-error an argument is missing
  await callAttach({ task_id: 1 })
  return (await fetchUserPosts({ user_id: 5 })).map((post): string => post.title)
}
