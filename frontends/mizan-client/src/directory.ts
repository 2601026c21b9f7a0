/** The directory of a kernel's cells: finds them, makes them, forgets those that nobody showed for a while. */

import type { Core } from './core.ts'
import type { AnyQuery } from './descriptors.ts'
import { type EntryState, type InstanceState, isUsed } from './entry.ts'
import { canonical, namesOf, type Params, slice } from './keys.ts'
import { ownMember } from './sharing.ts'
import { write } from './snapshots.ts'
import { staleSince } from './staleness.ts'
import type { Instance, Target } from './transport.ts'

const SWEEP_MS = 60_000

/** The instances of a context whose params have the same names, by how these are spelt. */
export interface Group {
  readonly context: string
  readonly names: readonly string[]
  readonly instances: Map<string, InstanceState>
}

export function instanceOf(core: Core, context: string, params: Params): InstanceState {
  const names = namesOf(params)
  const key = `${context} ${names}`
  const spelt = canonical(params)
  let group = core.groups.get(key)
  if (!group) core.groups.set(key, (group = { context, names, instances: new Map() }))
  let instance = group.instances.get(spelt)
  if (!instance) {
    instance = {
      context,
      params,
      entries: {},
      planned: undefined,
      whole: undefined,
      loadedAt: 0,
      observers: 0,
      leftAt: Date.now(),
    }
    group.instances.set(spelt, instance)
    sweepLater(core)
  }
  return instance
}

export function* instances(core: Core): Iterable<InstanceState> {
  for (const group of core.groups.values()) yield* group.instances.values()
}

/** Return the instances that a target means. */
export function* matching(core: Core, target: Target): Iterable<InstanceState> {
  for (const { context, names, instances } of core.groups.values()) {
    if ((target.context ?? context) !== context) continue
    const known = slice(target.params ?? {}, names)
    const named = namesOf(known).length === names.length ? [instances.get(canonical(known))] : instances.values()
    for (const each of named) if (each && means(target, each)) yield each
  }
}

/** Tell whether a target means a context with its params. */
export function means(target: Target, { context, params }: Instance): boolean {
  return agree(target as Params, { context }) && agree(target.params ?? {}, params)
}

/** Tell whether params say the same as far as both say something: wider, never staler. */
export function agree(one: Params, other: Params): boolean {
  return namesOf(one).every((name) => {
    const said = ownMember(other, name)
    return said === undefined || canonical(said) === canonical(one[name])
  })
}

/** Find or make the entry of a query. With `show`, it is asked for as part of these params' context from now on. */
export function entryOf(core: Core, query: AnyQuery, params: Params, show: boolean): EntryState {
  const { name, context } = query
  const home = instanceOf(core, context, slice(params, query.params))
  let entry = home.entries[`.${name}`]
  if (entry && !show) return entry
  const instance = instanceOf(core, context, params)
  if (!entry) {
    entry = {
      name,
      read: query.read,
      home,
      instance,
      snapshot: { status: 'pending', data: undefined, error: undefined, fetching: false },
      dataAt: 0,
      staleAt: staleSince(core, home, name),
      listeners: [],
    }
    core.entries.add(entry)
  }
  const spare = instance.spare?.get(name)
  if (spare && spare.at >= entry.staleAt) write(core, entry, spare, spare.at)
  instance.spare?.delete(name)
  home.entries[`.${name}`] = instance.entries[`.${name}`] = entry
  entry.instance = instance
  return entry
}

function sweepLater(core: Core): void {
  if (core.disposed) return
  core.sweeping ??= setTimeout(() => sweep(core), SWEEP_MS)
  ;(core.sweeping as { unref?: () => void }).unref?.()
}

function sweep(core: Core): void {
  const keepMs = 5 * 60_000
  core.sweeping = undefined
  for (const { context, instances } of core.groups.values()) {
    const before = Date.now() - (core.options.contexts?.[context]?.keep ?? keepMs)
    for (const [spelt, instance] of instances) {
      const entries = Object.values(instance.entries).filter((each) => [each.home, each.instance].includes(instance))
      const isKept = entries.some((entry) => isUsed(entry) || entry.instance.observers)
      if (isKept || instance.observers || instance.leftAt > before) sweepLater(core)
      else {
        instances.delete(spelt)
        for (const entry of entries) {
          core.entries.delete(entry)
          for (const place of [entry.home, entry.instance]) delete place.entries[`.${entry.name}`]
        }
      }
    }
  }
}
