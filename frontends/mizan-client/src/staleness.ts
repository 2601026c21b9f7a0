/** Staleness: what a target, or a mutation of which nobody knows how it ended, makes stale. */

import type { Core } from './core.ts'
import { type EntryState, isUsed } from './entry.ts'
import { outdate, touch } from './flights.ts'
import { canonical } from './keys.ts'
import { clear } from './snapshots.ts'
import type { Instance, Target } from './transport.ts'

/** Outdate an entry, and ask again if somebody uses it. */
export function makeStale(core: Core, entry: EntryState): void {
  outdate(core, entry)
  if (isUsed(entry)) touch(core, entry)
}

/** Make stale what a target means. */
export function applyTarget(core: Core, target: Target): void {
  const name = target.function
  for (const instance of core.instances.values()) {
    if (matches(target, instance) && (!name || instance.whole || instance.spare.has(name))) {
      instance.staleAt = ++core.now
    }
  }
  for (const entry of core.entries.values()) {
    if ((!name || name === entry.name) && matches(target, entry)) makeStale(core, entry)
  }
}

/** A mutation broke: it may have happened or not, and, if it may change who calls, they may be another now. */
export function doubt(core: Core, contexts: readonly string[]): void {
  if (contexts[0] === '*') {
    applyTarget(core, {})
    for (const entry of core.entries.values()) if (!isUsed(entry)) clear(core, entry)
  } else for (const context of contexts) applyTarget(core, { context })
}

/** A param that the other side lacks matches: wider, never staler. */
function matches(target: Target, { context, params }: Instance): boolean {
  if (target.context && target.context !== context) return false
  return Object.entries(target.params ?? {}).every(
    ([name, value]) => !Object.hasOwn(params, name) || canonical(params[name]) === canonical(value),
  )
}
