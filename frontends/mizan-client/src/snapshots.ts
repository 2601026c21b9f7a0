/** Snapshots: how an entry gets another one, and who is told. */

import type { Core } from './core.ts'
import type { EntryState, Snapshot } from './entry.ts'
import type { MizanError } from './errors.ts'
import type { Slot } from './transport.ts'

/** Write what a request brought that started at this time, unless something newer is there. */
export function write(core: Core, entry: EntryState, { data, error }: Slot, at: number): void {
  if (at >= entry.dataAt) {
    entry.dataAt = at
    entry.readAt = Date.now()
    entry.error = error
    try {
      if (!error) {
        entry.base = entry.read(data, entry.base)
        entry.layers = entry.layers?.filter(({ until }) => !(until! <= at))
      }
    } catch (caught) {
      // What cannot be read is no reason to leave its siblings unread.
      entry.error = caught as MizanError
    }
  }
  render(core, entry)
  // After those who show it: who waited finds it shown.
  release(entry)
}

/** Forget the data, as for another user. */
export function clear(core: Core, entry: EntryState): void {
  entry.dataAt = 0
  entry.base = entry.error = undefined
  render(core, entry)
}

/** Let go on whoever waits for an entry. */
export function release(entry: EntryState): void {
  entry.wake?.()
  entry.waiter = undefined
}

/** Show what is known of an entry, as it is expected to become. */
export function render(core: Core, entry: EntryState): void {
  const { base, error, layers, flight, snapshot } = entry
  const data = base === undefined ? base : (layers ?? []).reduce((value: unknown, { apply }) => apply(value), base)
  const fetching = !!flight
  if (data === snapshot.data && error === snapshot.error && fetching === snapshot.fetching) return
  entry.snapshot = {
    status: error ? 'error' : base === undefined ? 'pending' : 'ready',
    data,
    error,
    fetching,
  } as Snapshot
  if (!core.changed.size) queueMicrotask(() => notify(core))
  core.changed.add(entry)
}

/** Tell subscribers once, after the block that changed things. One that throws is reported; the rest still run. */
function notify(core: Core): void {
  const changed = [...core.changed]
  core.changed.clear()
  for (const entry of changed) {
    core.tell('shown', entry)
    for (const listener of entry.listeners) attempt(listener)
  }
}

/** Do what is somebody else's. What that throws is reported, and stops nobody here. */
export function attempt<T>(work: () => T, otherwise?: T): T | undefined {
  try {
    return work()
  } catch (error) {
    ;(globalThis.reportError ?? console.error)(error)
    return otherwise
  }
}
