/** Contexts, and objects of every kind. */

import {
  callAttach,
  fetchUserPosts,
  isMizanError,
  Order,
  setItemContext,
  setMizan,
  setReportsDailyContext,
  setUserContext,
  useAttach,
  useBuy,
  useLanguages,
  useLogout,
  useMizanBoundary,
  usePrice,
  usePriceState,
  useRename,
  useReportsByDay,
  useUserPosts,
  useUserProfile,
  useUserProfileState,
} from './expected/index.js'

setMizan({ baseUrl: '/api/mizan' })
setMizan()
setUserContext({ user_id: 5 })
setReportsDailyContext(() => ({ day: '2026-01-01' }))
// @ts-expect-error there is no such option
setMizan({ url: '/api' })
// @ts-expect-error the context needs its param
setItemContext()
// @ts-expect-error the context's param is a number
setUserContext(() => ({ user_id: '5' }))

export const { onerror, retry } = useMizanBoundary()

export async function data() {
  const profile = useUserProfile()
  const name: string = profile.current?.name ?? (await profile).name
  const other = await useUserProfile({ user_id: 6 })
  const report: number = await useReportsByDay(() => ({ day: '2026-01-01' }))
  const posts = await useUserPosts({ user_id: 6, order: Order.OLDEST, limit: 5 })
  const on: string | undefined = posts[0]?.on
  // @ts-expect-error there may be no data
  profile.current.name
  // @ts-expect-error the global context has no params
  const languages = useLanguages({ code: 'en' })
  // @ts-expect-error the order is one of two words
  useUserPosts({ user_id: 6, order: 'sideways' })
  // @ts-expect-error a param is missing
  useUserProfile({})
  // @ts-expect-error a report is a number
  const title: string = await useReportsByDay()
  return [name, other, report, on, languages, title, usePrice({ item: 1 }).current?.toFixed()]
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

export async function calls() {
  // @ts-expect-error an argument is missing
  await callAttach({ task_id: 1 })
  return (await fetchUserPosts({ user_id: 5 })).map((post): string => post.title)
}
