/** What all parts of one kernel share. */

import type { EntryState, InstanceState } from './entry.ts'
import type { Transport } from './transport.ts'

export interface Core {
  readonly entries: Map<string, EntryState>
  readonly instances: Map<string, InstanceState>
  /** Entries whose subscribers are still to be told. */
  readonly changed: Set<EntryState>
  /** The logical clock: every request, write and invalidation has its own time. */
  now: number
  transport: Transport
  sweeping?: ReturnType<typeof setTimeout> | undefined
  disposed: boolean
}
