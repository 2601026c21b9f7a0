/** Options of queries, mutations and calls, as a program without a framework uses them. */

import { MutationObserver, QueryClient, QueryObserver } from '@tanstack/query-core'
import {
  attachMutation,
  buyMutation,
  connectMizan,
  isMizanError,
  languagesOptions,
  logoutMutation,
  Order,
  priceOptions,
  renameMutation,
  reportsByDayOptions,
  userPostsOptions,
  userProfileOptions,
} from './expected/index.js'

const client = new QueryClient()
const disconnect: () => void = connectMizan(client, { baseUrl: '/api/mizan' })
disconnect()
// @ts-expect-error there is no such option
connectMizan(client, { url: '/api' })

export async function queries() {
  const profile = await client.fetchQuery(userProfileOptions({ user_id: 5 }))
  const posts = await client.ensureQueryData(userPostsOptions({ user_id: 5, order: Order.OLDEST, limit: 5 }))
  await client.prefetchQuery(languagesOptions())
  const total = client.getQueryData(reportsByDayOptions({ day: '2026-01-01' }).queryKey)
  client.setQueryData(userProfileOptions({ user_id: 5 }).queryKey, (old) => old && { ...old, name: 'Eve' })
  // @ts-expect-error a profile has a name
  client.setQueryData(userProfileOptions({ user_id: 5 }).queryKey, { user_id: 5 })
  // @ts-expect-error the global context has no params
  languagesOptions({ code: 'en' })
  // @ts-expect-error a param is missing
  userProfileOptions({})
  // @ts-expect-error params are needed
  userProfileOptions()
  // @ts-expect-error the order is one of two words
  userPostsOptions({ user_id: 6, order: 'sideways' })
  // @ts-expect-error a report is a number
  const title: string | undefined = total
  return [profile.name.toUpperCase(), posts.map((post): string => post.title), total?.toFixed(), title]
}

export function observers() {
  const { data, error } = new QueryObserver(client, priceOptions({ item: 1 })).getCurrentResult()
  // @ts-expect-error no such code is declared
  if (error?.code === 'OUT_OF_STOCK') return 0
  if (isMizanError(error, 'NOT_FOUND')) return data?.toFixed()
  const buy = new MutationObserver(client, buyMutation())
  const failed = buy.getCurrentResult().error
  if (isMizanError(failed, 'OUT_OF_STOCK')) failed.details.left.toFixed()
  // @ts-expect-error an argument is of another type
  void buy.mutate({ item: '5' })
  void new MutationObserver(client, logoutMutation()).mutate()
  const attach = attachMutation({ onUploadProgress: ({ loaded }) => loaded.toFixed() })
  void new MutationObserver(client, attach).mutate({ task_id: 1, file: new Blob() }).then(({ size }): number => size)
  const rename = new MutationObserver(client, renameMutation())
  // @ts-expect-error arguments are needed
  void rename.mutate()
  // @ts-expect-error an argument is missing
  void rename.mutate({ user_id: 5 })
  return rename.mutate({ user_id: 5, name: 'Ada' }).then((renamed): number => renamed.user_id)
}
