/** Snapshots: how an entry gets another one, and who is told. */

import type { Core } from './core.ts'
import { type EntryState, PENDING, type Snapshot } from './entry.ts'
import type { Slot } from './transport.ts'

/** Write what a request brought that started at this time, unless something newer is there. */
export function write(core: Core, entry: EntryState, { data, error }: Slot, at: number): void {
  if (at < entry.dataAt) {
    showFetching(core, entry)
    return
  }
  const known = entry.snapshot.data
  entry.dataAt = at
  const shown = error ? { status: 'error', data: known } : { status: 'ready', data: entry.read(data, known) }
  show(core, entry, { ...shown, error, fetching: entry.flight !== undefined } as Snapshot)
  release(entry)
}

/** Forget the data, as for another user. */
export function clear(core: Core, entry: EntryState): void {
  entry.dataAt = 0
  show(core, entry, PENDING)
}

/** Let go on whoever waits for an entry. */
export function release(entry: EntryState): void {
  entry.wake?.()
  entry.waiter = undefined
}

/** Show whether an entry is on a request. */
export function showFetching(core: Core, entry: EntryState): void {
  const fetching = entry.flight !== undefined
  if (entry.snapshot.fetching !== fetching) show(core, entry, { ...entry.snapshot, fetching })
}

function show(core: Core, entry: EntryState, snapshot: Snapshot): void {
  entry.snapshot = snapshot
  if (!core.changed.size) queueMicrotask(() => notify(core))
  core.changed.add(entry)
}

/** Tell subscribers once, after the block that changed things. One that throws is reported; the rest still run. */
function notify(core: Core): void {
  const changed = [...core.changed]
  core.changed.clear()
  for (const entry of changed) for (const listener of [...entry.listeners]) tell(listener)
}

function tell(listener: () => void): void {
  try {
    listener()
  } catch (error) {
    ;(globalThis.reportError ?? console.error)(error)
  }
}
