/** Hooks over one entry or one mutation. Generated code makes one of each per function. */

import {
  type AnyMutation,
  type AnyQuery,
  type CallOptions,
  isTransient,
  type Params,
  type Snapshot,
} from 'mizan-client'
import { useMemo, useState, useSyncExternalStore } from 'react'
import { useKernel, useParams } from './kernel-context.ts'

/** What `useXxxState` returns. */
export type QueryState<Data, Err> = Snapshot<Data, Err> & { refetch: () => void }

/** Calls a mutation; where `Args` may be undefined, they may be left out. */
export type Mutate<Args, Result> = undefined extends Args
  ? (args?: Args, options?: CallOptions) => Promise<Result>
  : (args: Args, options?: CallOptions) => Promise<Result>

/** What a mutation's hook returns: another object whenever something changed, always the same functions. */
export interface MutationState<Args, Result, Err> {
  /** Call it. Rejects with the error that then also stands in `error`; need not be awaited. */
  readonly mutate: Mutate<Args, Result>
  readonly reset: () => void
  readonly status: 'idle' | 'pending' | 'success' | 'error'
  readonly data: Result | undefined
  readonly error: Err | undefined
}

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

/** Make `useXxx` of a mutation or a call: its state is that of the newest call. */
export function mutationHook(mutation: AnyMutation): () => MutationState<Params | undefined, unknown, unknown> {
  return function useMutation() {
    const kernel = useKernel()
    const [outcome, show] = useState(IDLE)
    const actions = useMemo(() => {
      let newest = 0
      return {
        mutate(args: Params = {}, options?: CallOptions) {
          const own = ++newest
          const settle = (next: Outcome) => own === newest && show(next)
          show(CALLING)
          const promise = (options?.kernel ?? kernel).call(mutation, args, options)
          // Handled here, so that a caller who only reads `error` causes no unhandled rejection.
          promise.then(
            (data) => settle({ ...IDLE, status: 'success', data }),
            (error) => settle({ ...IDLE, status: 'error', error }),
          )
          return promise
        },
        reset() {
          newest++
          show(IDLE)
        },
      }
    }, [kernel])
    return useMemo(() => ({ ...outcome, ...actions }), [outcome, actions])
  }
}

type Outcome = Pick<MutationState<unknown, unknown, unknown>, 'status' | 'data' | 'error'>
const IDLE: Outcome = { status: 'idle', data: undefined, error: undefined }
const CALLING: Outcome = { ...IDLE, status: 'pending' }

/** Return data, even while newer data is on its way or could not be had for now; else the snapshot that lacks it. */
function dataOr(snapshot: Snapshot): unknown {
  const { data, error } = snapshot
  return data === undefined || (error && !isTransient(error)) ? snapshot : data
}

function useEntry(query: AnyQuery, given: Params | undefined, suffix = '') {
  const kernel = useKernel()
  const params = useParams(query, given, suffix)
  return useMemo(() => kernel.entry(query, params), [kernel, query, params])
}
