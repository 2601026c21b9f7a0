/** The shelf: what a kernel holds now, as rows of contexts and their entries. */

import type { Params } from 'mizan-client'
import type { Core, EntryState, InstanceState } from 'mizan-client/tap'
import { subject } from './text.ts'

export interface Row {
  readonly key: string
  readonly instance: InstanceState
  /** Undefined for the row of the instance itself. */
  readonly entry: EntryState | undefined
}

export type Condition = 'pending' | 'ready' | 'error'

export interface Facts {
  readonly title: string
  readonly status: Condition
  readonly fetching: boolean
  /** Whether something made it stale that it has not been asked for since. */
  readonly stale: boolean
  /** How old the data is, in ms; undefined without data. */
  readonly age: number | undefined
  /** How many show it. */
  readonly users: number
  readonly layers: number
}

/** One row per instance, followed by its entries unless it is closed. `text` keeps what matches it. */
export function rowsOf({ groups }: Core, closed: ReadonlySet<string>, text = ''): Row[] {
  const rows: Row[] = []
  const wanted = text.trim().toLowerCase()
  for (const { context, instances } of [...groups.values()].sort((one, other) => compare(one.context, other.context))) {
    for (const instance of instances.values()) {
      const entries = Object.values(instance.entries).filter((entry) => entry.instance === instance)
      if (!entries.length && !instance.observers && !instance.loadedAt && !instance.whole) continue
      const whole = !wanted || subject(context, instance.params).toLowerCase().includes(wanted)
      const found = whole ? entries : entries.filter(({ name }) => name.toLowerCase().includes(wanted))
      if (!whole && !found.length) continue
      const key = keyOf(instance)
      rows.push({ key, instance, entry: undefined })
      if (!closed.has(key)) for (const entry of found) rows.push({ key: keyOf(entry), instance, entry })
    }
  }
  return rows
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

const keys = new WeakMap<object, string>()
let made = 0

/** Numbers say who is who; to spell params would take long where there are many. */
function keyOf(cell: object): string {
  let key = keys.get(cell)
  if (!key) keys.set(cell, (key = `c${++made}`))
  return key
}

export function factsOf({ instance, entry }: Row, now: number): Facts {
  return entry ? ofEntry(entry, now) : ofInstance(instance)
}

function ofEntry(entry: EntryState, now: number): Facts {
  const { name, home, instance, snapshot, readAt, listeners, layers = [] } = entry
  const { params } = home
  const { status } = snapshot
  const title = own(params, instance.params) ? name : subject(name, params)
  const age = readAt && status !== 'pending' ? now - readAt : undefined
  return {
    title,
    status,
    fetching: snapshot.fetching,
    stale: isStale(entry),
    age,
    users: listeners.length,
    layers: layers.length,
  }
}

/** Tell whether an entry has all params of its instance, which need not be said twice. */
function own(params: Params, outer: Params): boolean {
  return Object.keys(outer).every((name) => outer[name] === undefined || name in params)
}

function ofInstance(instance: InstanceState): Facts {
  const { context, params, entries, loadedAt, observers, whole } = instance
  const shown = Object.values(entries)
  const status = shown.some(({ snapshot }) => snapshot.error) ? 'error' : loadedAt ? 'ready' : 'pending'
  return {
    title: subject(context, params),
    status,
    fetching: !!whole || shown.some(({ snapshot }) => snapshot.fetching),
    stale: shown.some(isStale),
    age: undefined,
    users: observers,
    layers: 0,
  }
}

function isStale({ staleAt, dataAt }: EntryState): boolean {
  return dataAt > 0 && staleAt > dataAt
}

/** What the server said of an entry, if what is shown is another. */
export function baseOf({ base, layers = [] }: EntryState): { readonly value: unknown } | undefined {
  return layers.length ? { value: base } : undefined
}
