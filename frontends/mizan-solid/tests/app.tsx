/** Providers and hooks as the generator emits them, and components that use them. */

import { context, mutation, query } from 'mizan-client'
import { type Accessor, ErrorBoundary, type JSX } from 'solid-js'
import {
  type ContextProps,
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
type Given = User | Accessor<User>
type Data<T> = Accessor<T | undefined>

export const UserContext: (props: ContextProps & User) => JSX.Element = contextProvider('user') as never
export const BoardContext: (props: ContextProps & { board_id: number }) => JSX.Element = contextProvider(
  'task_board',
) as never

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

export function Profile(props: { of?: number }) {
  const name = useUserProfile(props.of === undefined ? undefined : () => ({ user_id: props.of! }))
  return <p>profile {name()} </p>
}

export function Posts() {
  const posts = usePosts()
  return <p>posts {posts()?.join()} </p>
}

export function Motd() {
  const motd = useMotd()
  return <p>motd {motd()} </p>
}

export function Rename() {
  const rename = useRename()
  return (
    <button type="button" onClick={() => rename.mutate({ name: 'Bob' })}>
      rename {rename.status}
    </button>
  )
}

/** Shows an error as its code, as an app's own boundary may. */
export function Boundary(props: { children: JSX.Element }) {
  return <ErrorBoundary fallback={(error) => `boundary ${error.code ?? error.message}`}>{props.children}</ErrorBoundary>
}
