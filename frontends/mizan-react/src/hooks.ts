/** Hooks over one entry or one mutation. Generated code makes one of each per function. */

import {
  type AnyMutation,
  type AnyQuery,
  type CallOptions,
  isMizanError,
  type Params,
  type Snapshot,
} from 'mizan-client'
import { use, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { pascal, useKernel, useParams } from './kernel-context.js'

/** What `useXxxState` returns. */
export type QueryState<Data, Err> = Snapshot<Data, Err> & { refetch: () => void }

/** What a mutation's hook returns: another object whenever something changed, always the same functions. */
export interface MutationState<Args, Result, Err> {
  /** Call it. Rejects with the error that then also stands in `error`; need not be awaited. */
  readonly mutate: (args: Args, options?: CallOptions) => Promise<Result>
  readonly reset: () => void
  readonly status: 'idle' | 'pending' | 'success' | 'error'
  readonly data: Result | undefined
  readonly error: Err | undefined
}

export function queryHook(query: AnyQuery): (params?: Params) => unknown {
  const hook = `use${pascal(query.name)}`
  return function useData(params) {
    const entry = useEntry(hook, query, params)
    const seen = useSyncExternalStore(
      entry.subscribe,
      () => shown(entry.get()),
      () => shown(entry.get()),
    )
    if (seen === PENDING) {
      use(entry.wait())
      return shown(entry.get())
    }
    if (seen instanceof Failure) throw seen.error
    return seen
  }
}

export function queryStateHook(query: AnyQuery): (params?: Params) => QueryState<unknown, unknown> {
  const hook = `use${pascal(query.name)}State`
  return function useQueryState(params) {
    const entry = useEntry(hook, query, params)
    const snapshot = useSyncExternalStore(entry.subscribe, entry.get, entry.get)
    return useMemo(() => ({ ...snapshot, refetch: entry.refetch }), [snapshot, entry])
  }
}

export function mutationHook(mutation: AnyMutation): () => MutationState<Params | undefined, unknown, unknown> {
  return function useMutation() {
    const kernel = useKernel()
    const [state, setState] = useState(IDLE)
    const newest = useRef(0)
    const mounted = useMounted()
    const mutate = useCallback(
      (args: Params = {}, options?: CallOptions) => {
        const own = ++newest.current
        const show = (next: typeof state) => {
          if (own === newest.current && mounted.current) setState(next)
        }
        show(CALLING)
        const promise = (options?.kernel ?? kernel).call(mutation, args, options)
        // Handled here, so that a caller who only reads `error` causes no unhandled rejection.
        promise.then(
          (data) => show({ status: 'success', data, error: undefined }),
          (error) => show({ status: 'error', data: undefined, error }),
        )
        return promise
      },
      [kernel, mounted],
    )
    const reset = useCallback(() => {
      newest.current++
      setState(IDLE)
    }, [])
    return useMemo(() => ({ ...state, mutate, reset }), [state, mutate, reset])
  }
}

type Outcome = Pick<MutationState<unknown, unknown, unknown>, 'status' | 'data' | 'error'>
const IDLE: Outcome = { status: 'idle', data: undefined, error: undefined }
const CALLING: Outcome = { status: 'pending', data: undefined, error: undefined }

const PENDING = Symbol('pending')

class Failure {
  constructor(readonly error: unknown) {}
}

const failures = new WeakMap<object, Failure>()

/** What a data hook shows: data, even while newer data is on its way or could not be reached for now. */
function shown(snapshot: Snapshot<unknown, unknown>): unknown {
  if (snapshot.status === 'pending') return PENDING
  if (snapshot.status === 'ready') return snapshot.data
  const passing = isMizanError(snapshot.error) && (snapshot.error.status >= 500 || !snapshot.error.status)
  if (passing && snapshot.data !== undefined) return snapshot.data
  const error = snapshot.error as object
  let failure = failures.get(error)
  if (!failure) failures.set(error, (failure = new Failure(error)))
  return failure
}

function useEntry(hook: string, query: AnyQuery, given: Params | undefined) {
  const kernel = useKernel()
  const params = useParams(hook, query.context, given)
  return useMemo(() => kernel.entry(query, params), [kernel, query, params])
}

function useMounted() {
  const mounted = useRef(true)
  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
    }
  }, [])
  return mounted
}
