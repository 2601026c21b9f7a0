/** Providers with and without params, and mutations. */

import {
  callPublish,
  callRename,
  fetchUserPosts,
  Order,
  prefetchUser,
  ReportsDailyContext,
  UserContext,
  useLanguages,
  useLogout,
  usePublish,
  useRename,
  useReportsByDay,
  useUserPosts,
  useUserProfile,
} from './expected/index.js'

function Profile() {
  const profile = useUserProfile()
  const other = useUserProfile({ user_id: 6 })
  const posts = useUserPosts({ user_id: 6, order: Order.OLDEST, limit: 5 })
  const rename = useRename()
  const logout = useLogout()
  const publish = usePublish()
  // @ts-expect-error the global context has no params
  const languages: string[] = useLanguages({ code: 'en' })
  logout.mutate()
  rename.mutate({ user_id: 5, name: 'Ada' }).then((renamed): number => renamed.user_id)
  publish.mutate({ author: 5, title: 'On engines' }).then((nothing): null => nothing)
  rename.mutate(
    { user_id: 5, name: 'Eve' },
    { optimistic: { user_profile: (shown, { user_id }) => ({ ...shown, user_id, name: 'Eve' }), user_posts: (shown) => shown.slice(1) } },
  )
  // @ts-expect-error what is expected is a profile
  rename.mutate({ user_id: 5, name: 'Eve' }, { optimistic: { user_profile: () => 'Eve' } })
  // @ts-expect-error languages are not affected
  rename.mutate({ user_id: 5, name: 'Eve' }, { optimistic: { languages: () => [] } })
  publish.mutate({ author: 5, title: 'On engines' }, { optimistic: { 'reports.by_day': (count) => count + 1, user_posts: (shown) => shown } })
  // @ts-expect-error of the user's context, the posts alone are affected
  publish.mutate({ author: 5, title: 'On engines' }, { optimistic: { user_profile: (shown) => shown } })
  // @ts-expect-error nothing can be expected of what changes who asks
  logout.mutate(undefined, { optimistic: { user_profile: () => null } })
  // @ts-expect-error the order is one of two words
  useUserPosts({ user_id: 6, order: 'sideways' })
  // @ts-expect-error a param is missing
  useUserProfile({})
  // @ts-expect-error a report is a number
  const title: string = useReportsByDay({ day: '2026-01-01' })
  const on: string = posts[0]?.on ?? title
  return <p>{[profile.name, other.name, on, ...languages]}</p>
}

export const page = (
  <UserContext user_id={5} fallback={<p>One moment …</p>} errorFallback={(_, retry) => <button onClick={retry}>Again</button>}>
    <ReportsDailyContext day="2026-01-01">
      <Profile />
    </ReportsDailyContext>
  </UserContext>
)

// @ts-expect-error the provider needs its param
export const wrong = <UserContext>none</UserContext>

export async function calls() {
  // @ts-expect-error a query's required params are required
  await fetchUserPosts()
  // @ts-expect-error an argument is missing
  await callPublish({ author: 5 })
  await callRename({ user_id: 5, name: 'Eve' }, { optimistic: { user_posts: () => [] } })
  await prefetchUser({ user_id: 5 })
  // @ts-expect-error a param is missing
  await prefetchUser({})
  return (await fetchUserPosts({ user_id: 5 })).map((post): string => post.title)
}
