/** The plugin, providers, and composables of every kind. */

import { createApp, h, ref } from 'vue'
import {
  callAttach,
  fetchUserPosts,
  isMizanError,
  ItemContext,
  MizanBoundary,
  mizan,
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

createApp({}).use(mizan, { baseUrl: '/api/mizan' })
createApp({}).use(mizan)
// @ts-expect-error there is no such option
createApp({}).use(mizan, { url: '/api' })

export async function setup() {
  const profile = await useUserProfile()
  const name: string = profile.value.name
  const other = await useUserProfile({ user_id: 6 })
  const day = ref({ day: '2026-01-01' })
  const report = await useReportsByDay(day)
  const total: number = report.value
  const posts = await useUserPosts(() => ({ user_id: 6, order: Order.OLDEST, limit: 5 }))
  const on: string | undefined = posts.value[0]?.on
  // @ts-expect-error it has to be awaited
  useUserProfile().value.name
  // @ts-expect-error the global context has no params
  const languages = await useLanguages({ code: 'en' })
  // @ts-expect-error the order is one of two words
  void useUserPosts(() => ({ user_id: 6, order: 'sideways' }))
  // @ts-expect-error a param is missing
  void useUserProfile({})
  // @ts-expect-error a report is a number
  const title: string = report.value
  const price = await usePrice({ item: 1 })
  return [name, other, total, on, languages, title, price.value.toFixed()]
}

export function state() {
  const { snapshot, status, data, error, fetching, refetch } = useUserProfileState(() => ({ user_id: 5 }))
  if (snapshot.value.status === 'ready') snapshot.value.data.name.toUpperCase()
  if (isMizanError(error.value, 'FORBIDDEN')) return error.value.message
  const price = usePriceState().error.value
  if (price?.code === 'NOT_FOUND') refetch()
  // @ts-expect-error there may be no data
  data.value.name
  // @ts-expect-error no such code is declared
  if (price?.code === 'OUT_OF_STOCK') return 0
  return [status.value, fetching.value]
}

export function mutations() {
  const rename = useRename()
  const { mutate: logout } = useLogout()
  const { mutate: buy, error } = useBuy()
  const { mutate: attach } = useAttach()
  const failed = error.value
  if (isMizanError(failed, 'OUT_OF_STOCK')) failed.details.left.toFixed()
  void logout()
  void attach({ task_id: 1, file: new Blob() }).then(({ size }): number => size)
  void rename.mutate({ user_id: 5, name: 'Ada' }).then((renamed): number => renamed.user_id)
  // @ts-expect-error an argument is missing
  void rename.mutate({ user_id: 5 })
  // @ts-expect-error an argument is of another type
  void buy({ item: '5' })
  return rename.status.value
}

export const page = h(
  UserContext,
  { user_id: 5 },
  { default: () => h(ReportsDailyContext, { day: '2026-01-01' }), error: () => h(MizanBoundary) },
)

// @ts-expect-error the provider needs its param
export const lacking = h(ItemContext, {})

// @ts-expect-error the provider's param is a number
export const wrong = h(UserContext, { user_id: '5' })

export async function calls() {
  // @ts-expect-error an argument is missing
  await callAttach({ task_id: 1 })
  return (await fetchUserPosts({ user_id: 5 })).map((post): string => post.title)
}
