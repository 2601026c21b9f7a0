/** The directory of a kernel's cells: finds them, makes them, forgets those that nobody showed for a while. */

import type { Core } from './core.ts'
import type { AnyQuery } from './descriptors.ts'
import { createEntry, createInstance, type EntryState, type InstanceState, isUsed } from './entry.ts'
import { canonical, type Params, slice } from './keys.ts'
import { write } from './snapshots.ts'

const KEEP_MS = 5 * 60_000
const SWEEP_MS = 60_000

export function keyOf(name: string, params: Params): string {
  return `${name} ${canonical(params)}`
}

export function instanceOf(core: Core, context: string, params: Params): InstanceState {
  const key = keyOf(context, params)
  let instance = core.instances.get(key)
  if (!instance) core.instances.set(key, (instance = createInstance(context, params)))
  return instance
}

/** Find or make the entry of a query. With `show`, it is asked for as part of these params' context from now on. */
export function entryOf(core: Core, query: AnyQuery, params: Params, show: boolean): EntryState {
  const { name, context } = query
  const own = slice(params, query.params)
  const key = keyOf(name, own)
  let entry = core.entries.get(key)
  if (entry && !show) return entry
  const instance = instanceOf(core, context, params)
  if (!entry) {
    core.entries.set(key, (entry = createEntry(key, query, own, instance)))
    const spare = instance.spare.get(name)
    if (spare && spare.at >= instance.staleAt) write(core, entry, spare, spare.at)
    sweepLater(core)
  }
  instance.spare.delete(name)
  instance.entries.set(name, entry)
  entry.instance = instance
  return entry
}

export function sweepLater(core: Core): void {
  if (core.disposed) return
  core.sweeping ??= setTimeout(() => sweep(core), SWEEP_MS)
  ;(core.sweeping as { unref?: () => void }).unref?.()
}

function sweep(core: Core): void {
  const { entries, instances } = core
  const before = Date.now() - KEEP_MS
  for (const entry of entries.values()) {
    if (!isUsed(entry) && !entry.flight && entry.leftAt <= before) entries.delete(entry.key)
  }
  for (const [key, instance] of instances) {
    const idle = !instance.observers && !instance.whole
    for (const entry of instance.entries.values()) {
      if (!entries.has(entry.key) || (idle && entry.instance !== instance)) instance.entries.delete(entry.name)
    }
    if (idle && !instance.entries.size) instances.delete(key)
  }
  core.sweeping = undefined
  if (instances.size) sweepLater(core)
}
