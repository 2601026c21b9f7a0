/** The cells that a kernel is made of: one entry per function and params, one instance per context and params. */

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
  /** When it started, on the kernel's logical clock; undefined while it is planned. */
  start?: number
  /** The functions asked for; undefined for all. */
  only?: readonly string[]
  readonly abort: AbortController
  /** Settled when it landed, failed or was aborted. Never rejects. */
  done?: Promise<void>
}

/** What a mutation is expected to make of an entry. */
export interface Layer {
  apply(data: unknown): unknown
  /** Data asked for at this time or later has it in it; undefined while the mutation runs. */
  until?: number
}

/** The subscribable cell of one function and its params. */
export interface EntryState {
  readonly name: string
  readonly read: Read
  /** The instance of its own params. */
  readonly home: InstanceState
  /** The instance to ask for this entry: the one it was last shown with. */
  instance: InstanceState
  snapshot: Snapshot
  /** What the server said, without what is only expected; undefined without data. */
  base?: unknown
  /** Why the last request brought no data. */
  error?: MizanError | undefined
  /** What running mutations are expected to make of it, oldest first. */
  layers?: Layer[] | undefined
  /** When the request started that the data comes from; 0 without data. */
  dataAt: number
  /** When the data came, in ms since 1970; undefined without data. */
  readAt?: number
  /** When it was last made stale. */
  staleAt: number
  /** The request that it is on or waits for. */
  flight?: Flight | undefined
  listeners: readonly (() => unknown)[]
  /** What `wait` returned, until it resolves. */
  waiter?: Promise<void> | undefined
  wake?: () => void
  handle?: Entry | undefined
}

/** A context with its params, as it is fetched and mounted. */
export interface InstanceState {
  readonly context: string
  readonly params: Params
  /** By the names of their functions, behind a dot: so no name is one that all objects have. */
  readonly entries: Record<string, EntryState>
  /** The request to be sent at the end of this turn. */
  planned: Flight | undefined
  /** The request for the whole, while it runs. */
  whole: Flight | undefined
  /** When the request started that brought the whole; 0 before. */
  loadedAt: number
  observers: number
  /** When the last observer left, in ms since 1970. */
  leftAt: number
  /** Values of functions that nobody asked for yet. */
  spare?: Map<string, { data: unknown; at: number }> | undefined
}

/** Tell whether somebody shows an entry or waits for it. */
export function isUsed(entry: EntryState): unknown {
  return entry.listeners.length || entry.waiter
}
