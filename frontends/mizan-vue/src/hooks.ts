/** Composables over one entry or one mutation. Generated code makes one of each per function. */

import {
  type AnyMutation,
  type AnyQuery,
  type CallOptions,
  isTransient,
  type Params,
  type Snapshot,
} from 'mizan-client'
import { computed, getCurrentInstance, onServerPrefetch, type Ref, shallowRef, toValue, watch } from 'vue'
import { type Given, useSurroundings, whileShown } from './kernel-context.ts'

/** What `useXxxState` returns. */
export interface QueryState<Data, Err> {
  /** All of it at one moment; its status tells data and error apart. */
  readonly snapshot: Readonly<Ref<Snapshot<Data, Err>>>
  readonly status: Readonly<Ref<'pending' | 'ready' | 'error'>>
  readonly data: Readonly<Ref<Data | undefined>>
  readonly error: Readonly<Ref<Err | undefined>>
  readonly fetching: Readonly<Ref<boolean>>
  readonly refetch: () => void
}

/** Calls a mutation; where `Args` may be undefined, they may be left out. */
export type Mutate<Args, Result> = undefined extends Args
  ? (args?: Args, options?: CallOptions) => Promise<Result>
  : (args: Args, options?: CallOptions) => Promise<Result>

/** What a mutation's composable returns. */
export interface MutationState<Args, Result, Err> {
  /** Call it. Rejects with the error that then also stands in `error`; need not be awaited. */
  readonly mutate: Mutate<Args, Result>
  readonly reset: () => void
  readonly status: Readonly<Ref<'idle' | 'pending' | 'success' | 'error'>>
  readonly data: Readonly<Ref<Result | undefined>>
  readonly error: Readonly<Ref<Err | undefined>>
}

/** Thrown where data was shown that is not known any more. A boundary with a fallback makes anew what showed it. */
export const GONE = new Error('Data is gone.')

/** Make `useXxx`: it promises data. Reading that throws the error that stands in its way. */
export function queryHook(query: AnyQuery): (params?: Given) => Promise<Readonly<Ref<unknown>>> {
  return function useData(params) {
    const { snapshot } = useEntry(query, params)
    const data = computed(() => dataOf(snapshot.value))
    return new Promise((resolve, reject) => {
      const settle = () => {
        try {
          dataOf(snapshot.value)
          resolve(data)
        } catch (error) {
          if (error !== GONE) reject(error)
        }
      }
      watch(snapshot, settle, { immediate: true, flush: 'sync' })
    })
  }
}

/** Make `useXxxState`: it returns all there is to know, and never waits or throws. */
export function queryStateHook(query: AnyQuery): (params?: Given) => QueryState<unknown, unknown> {
  return function useQueryState(params) {
    const { entry, snapshot } = useEntry(query, params)
    if (getCurrentInstance()) onServerPrefetch(() => entry.value.wait())
    return withFields({ snapshot, refetch: () => entry.value.refetch() }, snapshot)
  }
}

/** Make `useXxx` of a mutation or a call: its state is that of the newest call. */
export function mutationHook(mutation: AnyMutation): () => MutationState<Params | undefined, unknown, unknown> {
  return function useMutation() {
    const { kernel } = useSurroundings()
    const outcome = shallowRef<Outcome>({ status: 'idle', data: undefined, error: undefined })
    let newest: unknown
    const show = (own: unknown, status: Outcome['status'], data?: unknown, error?: unknown) => {
      if (own === newest) outcome.value = { status, data, error }
    }
    const actions = {
      mutate(args: Params = {}, options?: CallOptions) {
        const promise = (options?.kernel ?? kernel).call(mutation, args, options)
        newest = promise
        show(promise, 'pending')
        // Handled here, so that a caller who only reads `error` causes no unhandled rejection.
        promise.then(
          (data) => show(promise, 'success', data),
          (error) => show(promise, 'error', undefined, error),
        )
        return promise
      },
      reset() {
        newest = undefined
        show(newest, 'idle')
      },
    }
    return withFields(actions, outcome)
  }
}

interface Outcome {
  status: 'idle' | 'pending' | 'success' | 'error'
  data: unknown
  error: unknown
}

/** Add a ref of each field of what a ref holds. */
function withFields<T>(target: Record<string, unknown>, whole: Readonly<Ref<object>>): T {
  for (const name in whole.value) target[name] = computed(() => whole.value[name as never])
  return target as T
}

/** Return data. An error stands in its way, but one that may pass only until there is some. */
function dataOf({ data, error }: Snapshot): unknown {
  if (error && (data === undefined || !isTransient(error))) throw error
  if (data === undefined) throw GONE
  return data
}

/** One signal for all entries: what changed in one block is told at once, so that nobody sees two versions. */
const told = shallowRef(0)

/** Find the entry for the given params, else for those of the nearest provider. */
function useEntry(query: AnyQuery, given: Given | undefined) {
  const { kernel, params } = useSurroundings()
  const known = given ?? params.get(query.context)
  if (!known) throw new Error(`${query.name} needs params, or the context ${query.context} above it.`)
  const entry = computed(() => kernel.entry(query, toValue(known)))
  const snapshot = computed(() => {
    told.value
    return entry.value.get()
  })
  const read = () => entry.value
  whileShown(read, (entry) => {
    const tell = () => snapshot.value === entry.get() || told.value++
    const leave = entry.subscribe(tell)
    tell()
    return leave
  })
  return { entry, snapshot }
}
