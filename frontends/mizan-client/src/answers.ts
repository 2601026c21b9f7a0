/** Answers of mutations: what they bring is put in place, what they make stale is asked for again. */

import type { Core } from './core.ts'
import { instanceOf } from './directory.ts'
import { board, markLoaded } from './flights.ts'
import { clear, write } from './snapshots.ts'
import { applyTarget, staleSince } from './staleness.ts'
import { type Bundle, type CallAnswer, type Instance, slotIn } from './transport.ts'

/** Apply the answer of a mutation that started at this time. */
export function applyAnswer(
  core: Core,
  { invalidate = [], refreshed = [] }: Omit<CallAnswer, 'result'>,
  start: number,
): void {
  // All are judged before anything is written or forgotten: one entry may stand in two of them.
  const arrivals = refreshed.map((bundle) => judge(core, bundle, start))
  if (invalidate.some(({ all }) => all)) {
    // Another user: nothing of the old one is shown.
    core.tell('epoch')
    for (const entry of core.entries) {
      entry.layers = undefined
      clear(core, entry)
    }
  }
  for (const target of invalidate) applyTarget(core, target)
  // After what became stale, since what came fresh may be part of that.
  for (const place of arrivals) place()
}

/**
 * Trust a bundle only if nothing it brings was written or made stale since the mutation started. Returns how to put it in
 * place: one that is trusted is written as a whole, of an overtaken one all is asked for.
 */
function judge(core: Core, bundle: Instance & Bundle, start: number): () => void {
  const { context, params, data, errors } = bundle
  const instance = instanceOf(core, context, params)
  const { entries, spare } = instance
  const names = Object.keys({ ...data, ...errors })
  const trusted = names.every((name) => {
    const entry = entries[`.${name}`]
    return (
      (entry?.staleAt ?? staleSince(core, instance, name)) <= start &&
      (entry?.dataAt ?? spare?.get(name)?.at ?? 0) <= start
    )
  })
  return () => {
    const at = ++core.now
    for (const name of names) {
      const entry = entries[`.${name}`]
      if (!trusted) applyTarget(core, { context, params, function: name })
      else if (entry) {
        board(core, entry)
        write(core, entry, slotIn(bundle, name), at)
      }
    }
    if (trusted) markLoaded(core, instance, bundle, at)
  }
}
