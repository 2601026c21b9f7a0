/** Hooks over one entry or one mutation. Generated code makes one of each per function. */

import type { AnyMutation, AnyQuery, Params } from 'mizan-client'
import {
  follow,
  IDLE,
  type MutationState,
  newestCall,
  obstacleOf,
  paramsOf,
  type QueryState,
  withMembers,
} from 'mizan-client/adapter'
import { type Accessor, createMemo, createResource, createSignal, mergeProps, untrack } from 'solid-js'
import { type Given, hold, useSurroundings } from './kernel-context.ts'

/** Make `useXxx`: its accessor returns data, suspends until there is some, and throws the error that stands in its way. */
export function queryHook(query: AnyQuery): (params?: Given) => Accessor<unknown> {
  return function useData(params) {
    const { entry, snapshot } = useEntry(query, params)
    // Only resources suspend. This one does so for as long as there is nothing.
    const [wait] = createResource(
      () => snapshot().status === 'pending' && entry(),
      (entry) => entry.wait(),
    )
    const data = createMemo(() => {
      wait()
      return snapshot().data
    })
    const obstacle = createMemo(() => obstacleOf(snapshot()))
    return () => {
      const error = obstacle()
      if (error) throw error
      return data()
    }
  }
}

/** Make `useXxxState`: it returns all there is to know, and never suspends or throws. */
export function queryStateHook(query: AnyQuery): (params?: Given) => QueryState<unknown, unknown> {
  return function useQueryState(params) {
    const { entry, snapshot } = useEntry(query, params)
    const actions = { refetch: () => entry().refetch() }
    return withMembers(actions, snapshot, createMemo)
  }
}

/** Make `useXxx` of a mutation or a call: its state is that of the newest call, and can be tracked. */
export function mutationHook(mutation: AnyMutation): () => MutationState<Params | undefined, unknown, unknown> {
  return function useMutation() {
    const { kernel } = useSurroundings()
    const [outcome, show] = createSignal(IDLE)
    return mergeProps(outcome, newestCall(kernel, mutation, show))
  }
}

/** One signal for all entries: what changed in one block is told in one batch, so that nobody sees two versions. */
const [told, tell] = createSignal(undefined, { equals: false })

/** Find the entry for the given params, else for those of the nearest provider. */
function useEntry(query: AnyQuery, given: Given | undefined) {
  const { kernel, params } = useSurroundings()
  const known = paramsOf(query, given, params)
  const entry = createMemo(() => kernel.entry(query, typeof known === 'function' ? known() : known))
  const snapshot = createMemo(() => {
    told()
    return entry().get()
  })
  const seen = () => untrack(snapshot)
  hold(() => follow(entry(), seen, tell))
  return { entry, snapshot }
}
