/** What all parts of one kernel share. */

import type { EntryState, InstanceState } from './entry.ts'
import { createTransport, type Transport, type TransportOptions } from './transport.ts'

export interface KernelOptions extends TransportOptions {
  /** How often a query is sent again after a broken connection or a 5xx; 2 by default. */
  retries?: number | undefined
}

export interface Core {
  readonly entries: Map<string, EntryState>
  readonly instances: Map<string, InstanceState>
  /** Entries whose subscribers are still to be told. */
  readonly changed: Set<EntryState>
  /** The logical clock: every request, write and invalidation has its own time. */
  now: number
  transport: Transport
  retries: number
  sweeping?: ReturnType<typeof setTimeout> | undefined
  disposed: boolean
}

export function createCore(options: KernelOptions): Core {
  return {
    entries: new Map(),
    instances: new Map(),
    changed: new Set(),
    now: 0,
    disposed: false,
    ...connect(options),
  }
}

/** Read from the options how requests are sent. */
export function connect(options: KernelOptions): Pick<Core, 'transport' | 'retries'> {
  return { transport: createTransport(options), retries: options.retries ?? 2 }
}
