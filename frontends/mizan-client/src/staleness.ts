/** Staleness: what a target, or a mutation of which nobody knows how it ended, makes stale. */

import type { Core } from './core.ts'
import { matching, means } from './directory.ts'
import { isUsed } from './entry.ts'
import { abandon, outdate } from './flights.ts'
import { clear } from './snapshots.ts'
import type { Instance, Target } from './transport.ts'

/** A target, and when it was applied. */
export interface Stale {
  readonly target: Target
  readonly at: number
}

/** Make stale what a target means. */
export function applyTarget(core: Core, target: Target): void {
  const name = target.function
  // Remembered for as long as answers are on their way that know nothing of it.
  // Wider, never staler.
  const rememberedAlone = 500
  if (core.stale.length >= rememberedAlone) core.stale = [{ target: {}, at: core.now }]
  core.stale.unshift({ target, at: ++core.now })
  for (const instance of matching(core, target)) {
    if (name) instance.spare?.delete(name)
    else {
      instance.spare = undefined
      if (target.all || !instance.observers) instance.loadedAt = 0
    }
    for (const entry of Object.values(instance.entries)) {
      if (entry.home === instance && (!name || name === entry.name)) outdate(core, entry, target)
    }
    if (target.all) abandon(instance.whole)
  }
}

/** Tell when a function of an instance was last made stale, as far as answers on their way can matter. */
export function staleSince(core: Core, instance: Instance, name: string): number {
  return core.stale.find(({ target }) => (target.function ?? name) === name && means(target, instance))?.at ?? 0
}

/** A mutation broke: it may have happened or not, and, if it may change who calls, they may be another now. */
export function doubt(core: Core, contexts: readonly string[]): void {
  const isAll = contexts[0] === '*'
  for (const context of contexts) applyTarget(core, isAll ? {} : { context })
  for (const entry of core.entries) if (isAll && !isUsed(entry)) clear(core, entry)
}
