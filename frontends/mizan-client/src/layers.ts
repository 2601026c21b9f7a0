/** Layers: what a running mutation is expected to make of what is shown. */

import type { Core } from './core.ts'
import type { Optimistic } from './descriptors.ts'
import { agree } from './directory.ts'
import type { EntryState, Layer } from './entry.ts'
import type { Params } from './keys.ts'
import { ownMember } from './sharing.ts'
import { attempt, render } from './snapshots.ts'

/** What was laid over which entries. */
export type Laid = Map<EntryState, Layer>

type Change = (data: unknown, params: Params) => unknown

/** Lay what is expected over all entries with data that the arguments mean. Throws what is thrown. */
export function layOver(core: Core, laid: Laid, expected: Optimistic<object>, args: Params): void {
  for (const entry of core.entries) {
    const { name, home, base, layers, snapshot } = entry
    const change = ownMember(expected as Record<string, Change | undefined>, name)
    if (!change || base === undefined || !agree(home.params, args)) continue
    const apply = (data: unknown) => change(data, home.params) ?? null
    apply(snapshot.data)
    // Later, over other data, it must not stand in the way.
    const layer: Layer = { apply: (data) => attempt(() => apply(data), data) }
    laid.set(entry, layer)
    entry.layers = (layers ?? []).concat(layer)
    render(core, entry)
  }
}

/** Take layers off, but from what became stale after a time: there they stay until fresh data lands. */
export function lift(core: Core, laid: Laid, after = core.now): void {
  for (const [entry, layer] of laid) {
    if (entry.staleAt > after) continue
    entry.layers = entry.layers?.filter((each) => each !== layer)
    render(core, entry)
  }
}
