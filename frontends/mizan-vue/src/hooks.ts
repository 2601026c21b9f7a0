/** Composables over one entry or one mutation. Generated code makes one of each per function. */

import type { AnyMutation, AnyQuery, BuiltInError, Params, Snapshot } from 'mizan-client'
import {
  follow,
  GONE,
  IDLE,
  type MutationActions,
  newestCall,
  type Outcome,
  obstacleOf,
  paramsOf,
} from 'mizan-client/adapter'
import { computed, getCurrentInstance, onServerPrefetch, type Ref, shallowRef, toRef, toValue, watch } from 'vue'
import { type Given, useSurroundings, whileShown } from './kernel-context.ts'

/** What `useXxxState` returns. */
export interface QueryState<Data, Err = BuiltInError> {
  /** All of it at one moment; its status tells data and error apart. */
  readonly snapshot: Readonly<Ref<Snapshot<Data, Err>>>
  readonly status: Readonly<Ref<'pending' | 'ready' | 'error'>>
  readonly data: Readonly<Ref<Data | undefined>>
  readonly error: Readonly<Ref<Err | undefined>>
  readonly fetching: Readonly<Ref<boolean>>
  readonly refetch: () => void
}

/** What a mutation's composable returns. */
export interface MutationState<Args, Result, Err = BuiltInError, Affected = object>
  extends MutationActions<Args, Result, Affected> {
  readonly status: Readonly<Ref<Outcome['status']>>
  readonly data: Readonly<Ref<Result | undefined>>
  readonly error: Readonly<Ref<Err | undefined>>
}

/** What mutations failed with: it stands in their state, so no boundary need show it when an event handler passes it on. */
export const STATED = new WeakSet<Error>()

/** Make `useXxx`: it promises data. Reading that throws the error that stands in its way. */
export function queryHook(query: AnyQuery): (params?: Given) => Promise<Readonly<Ref<unknown>>> {
  return function useData(params) {
    const { snapshot } = useEntry(query, params)
    const known = computed(() => snapshot.value.data)
    const obstacle = computed(() => obstacleOf(snapshot.value) ?? (known.value === undefined && GONE))
    // No `computed`, which throws but once, and then has what it had before.
    const data = toRef(() => {
      if (obstacle.value) throw obstacle.value
      return known.value
    })
    return new Promise((resolve, reject) => {
      const settle = (error: Error | false) => error !== GONE && (error ? reject(error) : resolve(data))
      watch(obstacle, settle, { immediate: true, flush: 'sync' })
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
    const outcome = shallowRef(IDLE)
    const { mutate, reset } = newestCall(kernel, mutation, (next) => {
      outcome.value = next
    })
    const actions: MutationActions<Params | undefined, unknown> & Record<string, unknown> = {
      mutate(args, options) {
        const promise = mutate(args, options)
        promise.catch((error) => STATED.add(error))
        return promise
      },
      reset,
    }
    return withFields(actions, outcome)
  }
}

/** Add a ref of each field of what a ref holds. */
function withFields<T>(target: Record<string, unknown>, whole: Readonly<Ref<object>>): T {
  for (const name in whole.value) target[name] = computed(() => whole.value[name as never])
  return target as T
}

/** One signal for all entries: what changed in one block is told at once, so that nobody sees two versions. */
const told = shallowRef(0)

/** Find the entry for the given params, else for those of the nearest provider. */
function useEntry(query: AnyQuery, given: Given | undefined) {
  const { kernel, params } = useSurroundings()
  const known = paramsOf(query, given, params)
  const entry = computed(() => kernel.entry(query, toValue(known)))
  const snapshot = computed(() => {
    told.value
    return entry.value.get()
  })
  whileShown(
    () => entry.value,
    (entry) =>
      follow(
        entry,
        () => snapshot.value,
        () => told.value++,
      ),
  )
  return { entry, snapshot }
}
