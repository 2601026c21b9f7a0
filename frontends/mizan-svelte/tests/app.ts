/** What the generator emits, for components that the tests write. */

import { context, mutation, query } from 'mizan-client'
import {
  contextProvider,
  type MutationState,
  mizanProvider,
  mutationHook,
  type QueryData,
  type QueryState,
  queryHook,
  queryStateHook,
} from '../src/index.ts'

export { useMizanBoundary } from '../src/index.ts'

interface User {
  user_id: number
}
type Given = User | (() => User)

export const setMizan = mizanProvider(true)
export const setUserContext: (params: Given) => void = contextProvider('user') as never
export const setTaskBoardContext: (params: { board_id: number }) => void = contextProvider('task_board') as never
export const setNewsContext: () => void = contextProvider('news')

const user = context('user', ['user_id'])
export const profile = query('user_profile', user)
const posts = query('posts', user)
const board = query('board.tasks', context('task_board', ['board_id']))
export const motd = query('motd', context('global'))
const headline = query('headline', context('news'))
const rename = mutation('rename', ['user'])
const logout = mutation('logout', ['*'])

export const useUserProfile: (params?: Given) => QueryData<string> = queryHook(profile) as never
export const useUserProfileState: (params?: Given) => QueryState<string, Error> = queryStateHook(profile) as never
export const usePosts: (params?: Given) => QueryData<string[]> = queryHook(posts) as never
export const usePostsState: (params?: Given) => QueryState<string[], Error> = queryStateHook(posts) as never
export const useBoardTasks: () => QueryData<string> = queryHook(board) as never
export const useMotd: () => QueryData<string> = queryHook(motd) as never
export const useMotdState: () => QueryState<string, Error> = queryStateHook(motd) as never
export const useHeadline: () => QueryData<string> = queryHook(headline) as never
export const useRename: () => MutationState<{ name: string }, string, Error> = mutationHook(rename) as never
export const useLogout: () => MutationState<void, null, Error> = mutationHook(logout) as never
