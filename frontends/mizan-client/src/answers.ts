/** Answers of mutations: what they bring is put in place, what they make stale is asked for again. */

import type { Core } from './core.ts'
import { keyOf } from './directory.ts'
import type { EntryState, InstanceState } from './entry.ts'
import { cancel, detach, markLoaded, outdate } from './flights.ts'
import { clear, write } from './snapshots.ts'
import { applyTarget, makeStale } from './staleness.ts'
import { type Bundle, type CallAnswer, type Instance, slotOf } from './transport.ts'

/** Apply the answer of a mutation that started at this time. */
export function applyAnswer(
  core: Core,
  { invalidate = [], refreshed = [] }: Omit<CallAnswer, 'result'>,
  start: number,
): void {
  // All are judged before anything is written or forgotten: one entry may stand in two of them.
  const arrivals = refreshed.map((bundle) => judge(core, bundle, start))
  if (invalidate.some(({ all }) => all)) beginEpoch(core)
  for (const target of invalidate) applyTarget(core, target)
  // After what became stale, since what came fresh may be part of that.
  for (const arrival of arrivals) if (arrival) place(core, arrival)
}

/** Another user: nothing of the old one is shown, and late answers to him are dropped. */
function beginEpoch(core: Core): void {
  for (const instance of core.instances.values()) {
    cancel(instance.whole)
    instance.staleAt = ++core.now
    instance.loaded = false
  }
  for (const entry of core.entries.values()) {
    outdate(core, entry)
    clear(core, entry)
  }
}

interface Arrival {
  instance: InstanceState
  bundle: Bundle
  entries: EntryState[]
  trusted: boolean
}

/** Trust a bundle only if nothing it brings was written or made stale since the mutation started. */
function judge(core: Core, bundle: Instance & Bundle, start: number): Arrival | undefined {
  const instance = core.instances.get(keyOf(bundle.context, bundle.params))
  if (!instance) return undefined
  const entries = [...instance.entries.values()].filter(({ name }) => slotOf(bundle, name))
  const trusted = [instance, ...entries].every(
    ({ staleAt, dataAt = 0 }: { staleAt: number; dataAt?: number }) => Math.max(staleAt, dataAt) <= start,
  )
  return { instance, bundle, entries, trusted }
}

/** Write a trusted bundle as a whole, or ask for all that an overtaken one brought. */
function place(core: Core, { instance, bundle, entries, trusted }: Arrival): void {
  const at = ++core.now
  for (const entry of entries) {
    if (trusted) {
      detach(core, entry)
      write(core, entry, slotOf(bundle, entry.name)!, at)
    } else makeStale(core, entry)
  }
  instance.staleAt = at
  if (trusted) markLoaded(instance, bundle, at)
}
