/** The cells that a kernel is made of: one entry per function and params, one instance per context and params. */

import type { AnyQuery } from './descriptors.ts'
import type { MizanError } from './errors.ts'
import type { Params } from './keys.ts'
import type { Read } from './sharing.ts'

/** What a view can know of an entry at one moment. Never changed; another state is another object. */
export type Snapshot<Data = unknown, Err = MizanError> = Readonly<
  | { status: 'pending'; data: undefined; error: undefined; fetching: boolean }
  | { status: 'ready'; data: Data; error: undefined; fetching: boolean }
  | { status: 'error'; data: Data | undefined; error: Err; fetching: boolean }
>

/** An entry as adapters see it. */
export interface Entry<Data = unknown, Err = MizanError> {
  get(): Snapshot<Data, Err>
  /** Load what is missing and call back after every change. */
  subscribe(listener: () => void): () => void
  /**
   * Load what is missing. Resolves when there is data or an error, or when the last subscriber left meanwhile: look,
   * and ask again if need be. Never rejects; the same promise until it resolves.
   */
  wait(): Promise<void>
  /** Ask the server again. */
  refetch(): void
}

/** One request for a context, or for a part of it. */
export interface Flight {
  readonly instance: InstanceState
  /** When it started, on the kernel's logical clock. */
  readonly start: number
  readonly only: readonly string[] | undefined
  readonly entries: Set<EntryState>
  readonly abort: AbortController
}

/** The subscribable cell of one function and its params. */
export interface EntryState {
  readonly key: string
  readonly name: string
  readonly context: string
  readonly params: Params
  readonly read: Read
  /** The instance to ask for this entry: the one it was last shown with. */
  instance: InstanceState
  snapshot: Snapshot
  /** When the request started that the data comes from; 0 without data. */
  dataAt: number
  /** When it was last made stale. */
  staleAt: number
  flight?: Flight | undefined
  readonly listeners: Set<() => void>
  /** What `wait` returned, until it resolves. */
  waiter?: Promise<void> | undefined
  wake?: () => void
  /** When the last listener left, in ms since 1970. */
  leftAt: number
  handle?: Entry | undefined
}

/** A context with its params, as it is fetched and mounted. */
export interface InstanceState {
  readonly context: string
  readonly params: Params
  /** By the names of their functions. */
  readonly entries: Map<string, EntryState>
  /** Entries to fetch at the end of this turn; undefined while none is planned. */
  wanted?: Set<EntryState> | undefined
  /** The request for the whole, while it runs. */
  whole?: Flight | undefined
  loaded: boolean
  observers: number
  /** Since when values that arrive for entries to come must be newer. */
  staleAt: number
  /** Values of functions that nobody asked for yet. */
  readonly spare: Map<string, { data: unknown; at: number }>
}

export const PENDING: Snapshot = { status: 'pending', data: undefined, error: undefined, fetching: false }

export function createEntry(key: string, query: AnyQuery, params: Params, instance: InstanceState): EntryState {
  return {
    ...query,
    key,
    params,
    instance,
    snapshot: PENDING,
    dataAt: 0,
    staleAt: 0,
    listeners: new Set(),
    leftAt: Date.now(),
  }
}

export function createInstance(context: string, params: Params): InstanceState {
  return {
    context,
    params,
    entries: new Map(),
    loaded: false,
    observers: 0,
    staleAt: 0,
    spare: new Map(),
  }
}

/** Tell whether an entry needs no request: it is on one, or what it has was asked for after all that made it stale. */
export function isServed(entry: EntryState): boolean {
  return entry.flight !== undefined || entry.staleAt < entry.dataAt
}

/** Tell whether somebody shows an entry or waits for it. */
export function isUsed(entry: EntryState): boolean {
  return entry.listeners.size > 0 || entry.waiter !== undefined
}
