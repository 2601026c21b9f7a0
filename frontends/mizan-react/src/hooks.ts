/** Hooks over one entry or one mutation. Generated code makes one of each per function. */

import type { AnyMutation, AnyQuery, Params, Snapshot } from 'mizan-client'
import { IDLE, type MutationState, newestCall, obstacleOf, type QueryState } from 'mizan-client/adapter'
import { useMemo, useState, useSyncExternalStore } from 'react'
import { useKernel, useParams } from './kernel-context.ts'

/** Make `useXxx`: it returns data, suspends until there is some, and throws the error that stands in its way. */
export function queryHook(query: AnyQuery): (params?: Params) => unknown {
  return function useData(params) {
    const entry = useEntry(query, params)
    const view = () => dataOr(entry.get())
    const seen = useSyncExternalStore(entry.subscribe, view, view)
    const snapshot = entry.get()
    if (seen !== snapshot) return seen
    // A promise is thrown, not `use`d: React complains of a mounted component that no longer calls `use` once it has data.
    throw snapshot.error ?? entry.wait()
  }
}

/** Make `useXxxState`: it returns all there is to know, and never suspends or throws. */
export function queryStateHook(query: AnyQuery): (params?: Params) => QueryState<unknown, unknown> {
  return function useQueryState(params) {
    const entry = useEntry(query, params, 'State')
    const snapshot = useSyncExternalStore(entry.subscribe, entry.get, entry.get)
    return useMemo(() => ({ ...snapshot, refetch: entry.refetch }), [snapshot, entry])
  }
}

/**
 * Make `useXxx` of a mutation or a call: its state is that of the newest call, and another object whenever something
 * changed, with the same functions.
 */
export function mutationHook(mutation: AnyMutation): () => MutationState<Params | undefined, unknown, unknown> {
  return function useMutation() {
    const kernel = useKernel()
    const [outcome, show] = useState(IDLE)
    const actions = useMemo(() => newestCall(kernel, mutation, show), [kernel])
    return useMemo(() => ({ ...outcome, ...actions }), [outcome, actions])
  }
}

/** Return data, even while newer data is on its way or could not be had for now; else the snapshot that lacks it. */
function dataOr(snapshot: Snapshot): unknown {
  const { data } = snapshot
  return data === undefined || obstacleOf(snapshot) ? snapshot : data
}

function useEntry(query: AnyQuery, given: Params | undefined, suffix = '') {
  const kernel = useKernel()
  const params = useParams(query, given, suffix)
  return useMemo(() => kernel.entry(query, params), [kernel, query, params])
}
