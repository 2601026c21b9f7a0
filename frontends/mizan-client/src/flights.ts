/** Flights: the requests that fill entries. */

import type { Core } from './core.ts'
import { type EntryState, type Flight, type InstanceState, isServed } from './entry.ts'
import type { MizanError } from './errors.ts'
import { fetchBundle } from './retry.ts'
import { showFetching, write } from './snapshots.ts'
import { type Bundle, slotIn } from './transport.ts'

/** Load an entry unless it has what it needs or a request for it is on its way. */
export function touch(core: Core, entry: EntryState): void {
  if (isServed(entry)) return
  const { whole } = entry.instance
  if (whole && serves(whole, entry)) attach(core, entry, whole)
  else want(core, entry.instance, entry)
}

/** Tell whether a request started after all that made an entry or its instance stale. */
function serves({ start, instance }: Flight, entry: EntryState): boolean {
  return start >= Math.max(instance.staleAt, entry.staleAt)
}

/** Plan a request for the end of this turn: for an entry, or just for the whole if it is missing. */
export function want(core: Core, instance: InstanceState, entry?: EntryState): void {
  if (!instance.wanted) {
    instance.wanted = new Set()
    queueMicrotask(() => depart(core, instance))
  }
  if (entry) instance.wanted.add(entry)
}

/** Send one request for all that is wanted of an instance. The first one asks for the whole. */
function depart(core: Core, instance: InstanceState): void {
  const first = !instance.loaded && !instance.whole
  const wanted = [...(first ? instance.entries.values() : instance.wanted!)].filter((entry) => !isServed(entry))
  instance.wanted = undefined
  if (core.disposed || (!first && !wanted.length)) return
  const only = first ? undefined : wanted.map(({ name }) => name).sort()
  const flight: Flight = { instance, start: ++core.now, only, entries: new Set(), abort: new AbortController() }
  if (first) instance.whole = flight
  for (const entry of wanted) attach(core, entry, flight)
  void fly(core, flight)
}

async function fly(core: Core, flight: Flight): Promise<void> {
  const { signal } = flight.abort
  try {
    const bundle = await fetchBundle(core, flight.instance, flight.only, { signal })
    if (!signal.aborted) land(core, flight, bundle)
  } catch (error) {
    if (!signal.aborted) fail(core, flight, error as MizanError)
  }
}

/** Write a bundle in one block; a whole one also where nothing was asked for, so that all is of one version. */
function land(core: Core, flight: Flight, bundle: Bundle): void {
  const { instance, only, start } = flight
  for (const entry of only ? flight.entries : instance.entries.values()) {
    if (entry.flight === flight) entry.flight = undefined
    else if (!serves(flight, entry)) continue
    write(core, entry, slotIn(bundle, entry.name), start)
  }
  if (!only) {
    instance.whole = undefined
    markLoaded(instance, bundle, start)
  }
}

function fail(core: Core, flight: Flight, error: MizanError): void {
  if (!flight.only) flight.instance.whole = undefined
  for (const entry of flight.entries) {
    entry.flight = undefined
    write(core, entry, { error }, flight.start)
  }
}

/** The whole is there; values of functions that nobody asked for yet are kept. */
export function markLoaded(instance: InstanceState, bundle: Bundle, at: number): void {
  instance.loaded = true
  for (const [name, data] of Object.entries(bundle.data)) {
    if (!instance.entries.has(name)) instance.spare.set(name, { data, at })
  }
}

function attach(core: Core, entry: EntryState, flight: Flight): void {
  entry.flight = flight
  flight.entries.add(entry)
  showFetching(core, entry)
}

/** Take an entry off its request; the request is aborted when it serves nobody any more. */
export function detach(core: Core, entry: EntryState): void {
  const { flight } = entry
  if (!flight) return
  entry.flight = undefined
  flight.entries.delete(entry)
  showFetching(core, entry)
  if (!flight.entries.size) cancel(flight)
}

/** No request that runs now will do for this entry. */
export function outdate(core: Core, entry: EntryState): void {
  entry.staleAt = ++core.now
  detach(core, entry)
}

export function cancel(flight: Flight | undefined): void {
  if (!flight) return
  flight.abort.abort()
  if (!flight.only) flight.instance.whole = undefined
}
