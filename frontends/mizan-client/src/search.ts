/** Search: a query whose params change while somebody types: `mizan-client/search`. */

import type { Query } from './descriptors.ts'
import type { Entry, Snapshot } from './entry.ts'
import type { MizanError } from './errors.ts'
import type { Kernel } from './kernel.ts'
import { canonical, type Params } from './keys.ts'
import { attempt } from './snapshots.ts'

const WAIT_MS = 250

export interface SearchOptions {
  /** For how long params must stay the same before they are asked for, in ms; 250 by default. */
  wait?: number | undefined
}

/** What there is to show at one moment. Never changed; another state is another object. */
export type SearchState<Data = unknown, Err = MizanError> = Snapshot<Data, Err> & {
  /** Whether this belongs to params before, since those asked for now have brought nothing yet. */
  readonly previous: boolean
}

export interface Search<Params = unknown, Data = unknown, Err = MizanError> {
  get(): SearchState<Data, Err>
  /** Load what is asked for and call back after every change. */
  subscribe(listener: () => void): () => void
  /** Ask for params, once they have stayed the same for a while; for nothing where there are none. */
  ask(params: Params | undefined): void
  refetch(): void
}

const IDLE: SearchState = { status: 'pending', data: undefined, error: undefined, fetching: false, previous: false }

/** Show what a query has for changing params, and what it had before until then. */
export function search<P extends object, Data, Err>(
  kernel: Kernel,
  query: Query<P, Data, Err>,
  { wait = WAIT_MS }: SearchOptions = {},
): Search<P, Data, Err> {
  const listeners = new Set<() => void>()
  let asked: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let shown: Entry | undefined
  /** What is shown for as long as `shown` has nothing. */
  let before: Entry | undefined
  let leave: (() => void) | undefined
  let state = IDLE
  let told = state

  function turnTo(next: Entry | undefined): void {
    clearTimeout(timer)
    timer = undefined
    if (!next) before = undefined
    else if (shown?.get().data !== undefined) before = shown
    shown = next
    hold()
    changed()
  }

  /** Hold what is shown for as long as anybody looks: what nobody holds any more is aborted. */
  function hold(): void {
    const left = leave
    leave = listeners.size ? shown?.subscribe(changed) : undefined
    left?.()
  }

  function look(): SearchState {
    const now: Snapshot = shown?.get() ?? IDLE
    if (now.status !== 'pending') before = undefined
    const waits = timer !== undefined
    const old = before?.get().data
    if (old !== undefined) return { status: 'ready', data: old, error: undefined, fetching: true, previous: true }
    return { ...now, fetching: now.fetching || waits, previous: waits && now.data !== undefined } as SearchState
  }

  function get(): SearchState {
    const next = look()
    if (Object.keys(next).some((name) => next[name as keyof SearchState] !== state[name as keyof SearchState])) {
      state = next
    }
    return state
  }

  function changed(): void {
    if (get() === told) return
    told = state
    for (const listener of [...listeners]) attempt(listener, undefined)
  }

  return {
    get: get as () => SearchState<Data, Err>,

    subscribe(listener) {
      const own = () => listener()
      listeners.add(own)
      if (listeners.size === 1) hold()
      return () => {
        if (listeners.delete(own) && !listeners.size) hold()
      }
    },

    ask(params) {
      const spelt = params && canonical(params)
      if (spelt === asked) return
      asked = spelt
      const next = params && (kernel.entry(query, params as Params) as Entry)
      // There is nothing to wait for where nothing is shown, or where all is there.
      if (!next || !shown || next.get().data !== undefined) turnTo(next)
      else {
        clearTimeout(timer)
        timer = setTimeout(() => turnTo(next), wait)
        changed()
      }
    },

    refetch: () => shown?.refetch(),
  }
}
