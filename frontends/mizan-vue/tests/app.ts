/** Providers and composables as the generator emits them, and components that use them. */

import { context, mutation, query } from 'mizan-client'
import {
  defineComponent,
  h,
  type MaybeRefOrGetter,
  onErrorCaptured,
  type Ref,
  Suspense,
  shallowRef,
  type VNode,
  type VNodeArrayChildren,
} from 'vue'
import {
  type ContextProvider,
  contextProvider,
  type MutationState,
  mutationHook,
  type QueryState,
  queryHook,
  queryStateHook,
} from '../src/index.ts'

interface User {
  user_id: number
}
type Given = MaybeRefOrGetter<User>
type Data<T> = Promise<Readonly<Ref<T>>>

export const MizanBoundary: ContextProvider = contextProvider()
export const UserContext: ContextProvider<User> = contextProvider('user', ['user_id']) as never
export const BoardContext: ContextProvider<{ board_id: number }> = contextProvider('task_board', ['board_id']) as never

const user = context('user', ['user_id'])
export const profile = query('user_profile', user)
const posts = query('posts', user)
const board = query('board.tasks', context('task_board', ['board_id']))
export const motd = query('motd', context('global'))
const rename = mutation('rename', ['user'])
const logout = mutation('logout', ['*'])

export const useUserProfile: (params?: Given) => Data<string> = queryHook(profile) as never
export const useUserProfileState: (params?: Given) => QueryState<string, Error> = queryStateHook(profile) as never
export const usePosts: (params?: Given) => Data<string[]> = queryHook(posts) as never
export const usePostsState: (params?: Given) => QueryState<string[], Error> = queryStateHook(posts) as never
export const useBoardTasks: () => Data<string> = queryHook(board) as never
export const useMotd: () => Data<string> = queryHook(motd) as never
export const useMotdState: () => QueryState<string, Error> = queryStateHook(motd) as never
export const useRename: () => MutationState<{ name: string }, string, Error> = mutationHook(rename) as never
export const useLogout: () => MutationState<void, null, Error> = mutationHook(logout) as never

/** Children that are waited for. */
export function awaited(...children: VNodeArrayChildren): VNode {
  return h(Suspense, null, { default: () => h('div', children), fallback: () => 'loading' })
}

export const Profile = defineComponent(
  async ({ of }: { of?: number | Ref<number> }) => {
    const name = await useUserProfile(
      of === undefined ? undefined : typeof of === 'number' ? { user_id: of } : () => ({ user_id: of.value }),
    )
    return () => h('p', `profile ${name.value} `)
  },
  { props: ['of'] },
)

export const Posts = defineComponent(async () => {
  const posts = await usePosts()
  return () => h('p', `posts ${posts.value.join()} `)
})

export const Motd = defineComponent(async () => {
  const motd = await useMotd()
  return () => h('p', `motd ${motd.value} `)
})

export const Rename = defineComponent(() => {
  const { mutate, status } = useRename()
  return () => h('button', { onClick: () => mutate({ name: 'Bob' }) }, `rename ${status.value}`)
})

/** Shows an error as its code, as an app's own boundary may. */
export const Boundary = defineComponent((_, { slots }) => {
  const caught = shallowRef<Error & { code?: string }>()
  onErrorCaptured((error) => {
    caught.value = error
    return false
  })
  return () => (caught.value ? `boundary ${caught.value.code ?? caught.value.message}` : slots['default']?.())
})
