/** What all parts of one kernel share. */

import type { Group } from './directory.ts'
import type { EntryState } from './entry.ts'
import type { Tell } from './events.ts'
import type { Stale } from './staleness.ts'
import type { KernelOptions, Transport } from './transport.ts'

export interface Core {
  readonly entries: Set<EntryState>
  /** All instances, by their contexts and the names of their params. */
  readonly groups: Map<string, Group>
  /** Entries whose subscribers are still to be told. */
  readonly changed: Set<EntryState>
  /** What became stale since the oldest request started that is still on its way, newest first. */
  stale: Stale[]
  /** How many requests are on their way. */
  flying: number
  /** The logical clock: every request, write and invalidation has its own time. */
  now: number
  options: KernelOptions
  /** May be put another one before. */
  transport: Transport
  /** Sent as headers with every request. */
  readonly marks: Record<string, string>
  /** Told of all that happens. */
  tell: Tell
  sweeping?: ReturnType<typeof setTimeout> | undefined
  disposed?: boolean
}
