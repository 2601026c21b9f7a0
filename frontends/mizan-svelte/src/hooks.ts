/** Reactive objects over one entry or one mutation. Generated code makes a function for each. */

import { type AnyMutation, type AnyQuery, type Entry, isTransient, type Params, type Snapshot } from 'mizan-client'
import {
  GONE,
  IDLE,
  type MutationState,
  newestCall,
  paramsOf,
  type QueryState,
  withMembers,
} from 'mizan-client/adapter'
import { createSubscriber } from 'svelte/reactivity'
import { fromStore, writable } from 'svelte/store'
import { type Given, readParams, useSurroundings } from './kernel-context.ts'

/** What `useXxx` returns: a promise of data that is a new one whenever the data is. */
export interface QueryData<Data> extends PromiseLike<Data> {
  /** The data, undefined until there is some. Reading it throws the error that stands in its way. */
  readonly current: Data | undefined
}

/** Make `useXxx`: it returns data that can be read and awaited. */
export function queryHook(query: AnyQuery): (params?: Given) => QueryData<unknown> {
  return function useData(params) {
    const { renews } = useSurroundings()
    const entry = useEntry(query, params)
    let shown: Entry | undefined
    return {
      get current() {
        return dataOf(read(entry()))
      },
      // biome-ignore lint/suspicious/noThenProperty: it is there to be awaited; reading it is what is tracked
      get then() {
        const known = entry()
        const held = awaited(known)
        let stays = false
        // `{#await}`, which can wait again, calls what it read at once. `await`, which would stay with what is old, does not.
        queueMicrotask(() => {
          stays = held && !!renews
        })
        const settle = async () => {
          if (stays && shown === known && known.get().status === 'pending') {
            shown = undefined // once: what is made anew waits
            throw GONE
          }
          const data = await dataIn(known, held)
          shown = known
          return data
        }
        return (...then: Parameters<Promise<unknown>['then']>) => settle().then(...then)
      },
    } as QueryData<unknown>
  }
}

/** Make `useXxxState`: it returns all there is to know, and never throws. */
export function queryStateHook(query: AnyQuery): (params?: Given) => QueryState<unknown, unknown> {
  return function useQueryState(params) {
    const entry = useEntry(query, params)
    return withMembers({ refetch: () => entry().refetch() }, () => read(entry()))
  }
}

/** Make `useXxx` of a mutation or a call: its state is that of the newest call. */
export function mutationHook(mutation: AnyMutation): () => MutationState<Params | undefined, unknown, unknown> {
  return function useMutation() {
    const { kernel } = useSurroundings()
    const outcome = writable(IDLE)
    const shown = fromStore(outcome)
    return withMembers(newestCall(kernel, mutation, outcome.set), () => shown.current)
  }
}

/** Return data, if there is some. An error stands in its way, but one that may pass only until there is. */
function dataOf({ data, error }: Snapshot): unknown {
  if (error && (data === undefined || !isTransient(error))) throw error
  return data
}

/** Promise data, once there is some. Where effects held the entry and let go of it, nobody waits for this any more. */
async function dataIn(entry: Entry, held?: boolean): Promise<unknown> {
  await entry.wait()
  const snapshot = entry.get()
  if (snapshot.status !== 'pending') return dataOf(snapshot)
  return held ? new Promise(() => {}) : dataIn(entry)
}

/** Return how to find the entry for the given params, else for those of the nearest provider. */
function useEntry(query: AnyQuery, given: Given | undefined): () => Entry {
  const { kernel, params } = useSurroundings()
  const known = paramsOf(query, given, params)
  return () => kernel.entry(query, readParams(known))
}

function read(entry: Entry): Snapshot {
  followed(entry)
  return entry.get()
}

/** Make effects run again after an entry's changes, and keep it fresh. Tells whether any effect follows it. */
const followed = follower(false)

/** The same for who awaits its data. */
const awaited = follower(true)

function follower(awaits: boolean): (entry: Entry) => boolean {
  const known = new WeakMap<Entry, () => boolean>()
  return (entry) => {
    if (!known.has(entry)) known.set(entry, following(entry, awaits))
    return known.get(entry)!()
  }
}

function following(entry: Entry, awaits: boolean): () => boolean {
  let held = false
  const track = createSubscriber((update) => {
    let seen = entry.get()
    const leave = entry.subscribe(() => {
      // Who awaits data has a promise of it. Told of it, too, Svelte would show half of what belongs together.
      // Nor is it told what it has seen: it would ask anew, and in a page that is still coming with what was there before.
      const { status, data, error } = seen
      seen = entry.get()
      if (!awaits || (status !== 'pending' && (data !== seen.data || error !== seen.error))) update()
    })
    held = true
    return () => {
      held = false
      leave()
    }
  })
  return () => {
    track()
    return held
  }
}
