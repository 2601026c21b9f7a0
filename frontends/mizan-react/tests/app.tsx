/** Providers and hooks as the generator emits them, and components that use them. */

import { context, mutation, query } from 'mizan-client'
import { Component, type ReactNode } from 'react'
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

export const UserContext: (props: ContextProps & User) => ReactNode = contextProvider('user') as never
export const BoardContext: (props: ContextProps & { board_id: number }) => ReactNode = contextProvider(
  'task_board',
) as never

const user = context('user', ['user_id'])
export const profile = query('user_profile', user)
const posts = query('posts', user)
const board = query('board.tasks', context('task_board', ['board_id']))
export const motd = query('motd', context('global'))
const rename = mutation('rename', ['user'])
const logout = mutation('logout', ['*'])

export const useUserProfile: (params?: User) => string = queryHook(profile) as never
export const useUserProfileState: (params?: User) => QueryState<string, Error> = queryStateHook(profile) as never
export const usePosts: (params?: User) => string[] = queryHook(posts) as never
export const usePostsState: (params?: User) => QueryState<string[], Error> = queryStateHook(posts) as never
export const useBoardTasks: () => string = queryHook(board) as never
export const useMotd: () => string = queryHook(motd) as never
export const useMotdState: () => QueryState<string, Error> = queryStateHook(motd) as never
export const useRename: () => MutationState<{ name: string }, string, Error> = mutationHook(rename) as never
export const useLogout: () => MutationState<void, null, Error> = mutationHook(logout) as never

export const Profile = ({ of }: { of?: number }) => (
  <p>profile {useUserProfile(of === undefined ? undefined : { user_id: of })} </p>
)
export const Posts = () => <p>posts {usePosts().join()} </p>
export const Motd = () => <p>motd {useMotd()} </p>

/** Shows an error as its code, as an app's own boundary may. */
export class Boundary extends Component<{ children: ReactNode }, { error?: Error & { code?: string } }> {
  override state: { error?: Error & { code?: string } } = {}

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    const { error } = this.state
    return error ? `boundary ${error.code ?? error.message}` : this.props.children
  }
}
