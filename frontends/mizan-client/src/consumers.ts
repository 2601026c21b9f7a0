/** Consumers: who shows or waits for an entry, or keeps a context mounted. */

import type { Core } from './core.ts'
import type { AnyQuery } from './descriptors.ts'
import { entryOf } from './directory.ts'
import type { Entry, EntryState, InstanceState } from './entry.ts'
import { isTransient } from './errors.ts'
import { abandon, board, outdate, touch } from './flights.ts'
import type { Params } from './keys.ts'
import { clear, release } from './snapshots.ts'

/** Return the one handle of a query's entry. It outlives the entry: used after a sweep, it finds or makes the next one. */
export function handleOf(core: Core, query: AnyQuery, params: Params): Entry {
  let known = entryOf(core, query, params, true)
  const entry = () => (known = core.entries.has(known) ? known : entryOf(core, query, known.instance.params, true))
  return (known.handle ??= {
    get: () => entry().snapshot,
    subscribe: (listener) => subscribe(core, entry(), listener),
    wait: () => wait(core, entry()),
    refetch: () => refetch(core, entry()),
  })
}

export function subscribe(core: Core, entry: EntryState, listener: () => unknown): () => void {
  entry.listeners = entry.listeners.concat(listener)
  touch(core, entry)
  return observe(core, entry.instance, entry, listener)
}

function wait(core: Core, entry: EntryState): Promise<void> {
  touch(core, entry)
  if (entry.snapshot.status === 'pending') {
    return (entry.waiter ??= new Promise((resolve) => {
      entry.wake = resolve
    }))
  }
  return Promise.resolve()
}

/** Ask for an entry again. An error that stands in the way of data goes back to pending. */
export function refetch(core: Core, entry: EntryState): void {
  const { base, error } = entry
  outdate(core, entry)
  if (error && (base === undefined || !isTransient(error))) clear(core, entry)
}

/** The page came back or the network did: ask again for what is shown and is stale or broke on the way. */
export function revive(core: Core): void {
  for (const entry of core.entries) {
    const { error } = entry
    if (!entry.listeners.length || entry.flight) continue
    if (error && isTransient(error)) entry.staleAt = ++core.now
    touch(core, entry)
  }
}

/** Keep an instance in use. Returns how to leave. */
export function observe(core: Core, instance: InstanceState, entry?: EntryState, listener?: () => unknown): () => void {
  let observing = true
  if (!instance.observers++) core.tell('mounted', instance)
  return () => {
    if (!observing) return
    observing = false
    if (entry) {
      const at = entry.listeners.indexOf(listener!)
      entry.listeners = entry.listeners.filter((_, index) => index !== at)
    }
    instance.leftAt = Date.now()
    if (!--instance.observers) core.tell('mounted', instance)
    // A turn later, since StrictMode and moving a component leave and come back at once.
    setTimeout(() => {
      if (instance.observers) return
      for (const entry of Object.values(instance.entries)) {
        if (entry.listeners.length || !entry.flight || entry.flight.instance.observers) continue
        board(core, entry)
        release(entry) // who still waits asks again
      }
      abandon(instance.whole)
    }, 0)
  }
}
