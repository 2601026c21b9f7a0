/** Flights: the requests that fill entries. */

import type { Core } from './core.ts'
import { type EntryState, type Flight, type InstanceState, isUsed } from './entry.ts'
import { fetchBundle } from './retry.ts'
import { render, write } from './snapshots.ts'
import { staleSince } from './staleness.ts'
import { type Bundle, type Slot, slotIn, type Target } from './transport.ts'

/** Load an entry unless it has what it needs or a request for it is on its way. */
export function touch(core: Core, entry: EntryState): void {
  if (entry.flight?.start || isFresh(core, entry)) return
  const { whole } = entry.instance
  if (whole && whole.start! >= entry.staleAt) board(core, entry, whole)
  else want(core, entry.instance, entry)
}

/** Tell whether what an entry has was asked for after all that made it stale, and is not too old. */
function isFresh(core: Core, { staleAt, dataAt, readAt, home }: EntryState): boolean {
  const life = core.options.contexts?.[home.context]
  // Without a limit no age is beyond it.
  return staleAt < dataAt && !(Date.now() - readAt! > (life?.staleTime as number))
}

/** Plan a request for the end of this turn: for an entry, or just for the whole if it is missing. */
export function want(core: Core, instance: InstanceState, entry?: EntryState): void {
  if (core.disposed) return
  if (!instance.planned) {
    instance.planned = { instance, abort: new AbortController() }
    queueMicrotask(() => depart(core, instance))
  }
  if (entry) board(core, entry, instance.planned)
}

/** Send one request for all that is wanted of an instance. The first one asks for the whole. */
function depart(core: Core, instance: InstanceState): void {
  const flight = instance.planned!
  const first = !(instance.loadedAt || instance.whole || core.disposed)
  const entries = Object.values(instance.entries)
  const wanted = entries.filter(
    (entry) => (entry.flight === flight || (first && !entry.flight)) && !isFresh(core, entry),
  )
  instance.planned = undefined
  for (const entry of entries) {
    if (wanted.includes(entry)) board(core, entry, flight)
    else if (entry.flight === flight) board(core, entry)
  }
  if (!first && !wanted.length) return
  flight.start = ++core.now
  if (first) instance.whole = flight
  else flight.only = wanted.map(({ name }) => name).sort()
  flight.done = fly(core, flight)
}

/** Write what comes in one block; a whole also where nothing was asked for, so that all is of one version. */
async function fly(core: Core, flight: Flight): Promise<void> {
  const { instance, only, abort } = flight
  const start = flight.start!
  core.flying++
  const bundle = (await fetchBundle(core, instance, only, abort).catch((error) => ({ error }))) as Bundle & Slot
  if (!abort.signal.aborted) {
    if (!only) instance.whole = undefined
    for (const entry of Object.values(instance.entries)) {
      if (entry.flight === flight) entry.flight = undefined
      else if (only || bundle.error || start < entry.staleAt) continue
      write(core, entry, bundle.error ? bundle : slotIn(bundle, entry.name), start)
    }
    if (!only && !bundle.error) markLoaded(core, instance, bundle, start)
  }
  if (!--core.flying) core.stale = []
}

/** The whole is there; values of functions that nobody asked for yet are kept, unless they are stale. */
export function markLoaded(core: Core, instance: InstanceState, bundle: Bundle, at: number): void {
  instance.loadedAt = at
  for (const [name, data] of Object.entries(bundle.data)) {
    if (instance.entries[`.${name}`] || staleSince(core, instance, name) > at) continue
    instance.spare ??= new Map()
    instance.spare.set(name, { data, at })
  }
}

/** Put an entry on a request, or on none. */
export function board(core: Core, entry: EntryState, flight?: Flight): void {
  const left = entry.flight
  entry.flight = flight
  abandon(left)
  render(core, entry)
}

/** Abort a request that is on its way and serves nobody any more. */
export function abandon(flight: Flight | undefined): void {
  if (!flight?.start || Object.values(flight.instance.entries).some((entry) => entry.flight === flight)) return
  flight.abort.abort()
  if (!flight.only) flight.instance.whole = undefined
}

/** No request that runs now will do for this entry. Plan another one if somebody uses it, or asks again without a target. */
export function outdate(core: Core, entry: EntryState, target?: Target): void {
  core.tell('stale', entry, target)
  entry.staleAt = ++core.now
  if (!target || isUsed(entry)) want(core, entry.instance, entry)
  else board(core, entry)
}
