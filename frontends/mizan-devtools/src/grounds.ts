/** Grounds: why entries are asked for. */

import { canonical } from 'mizan-client'
import type { Core, EntryState, Request } from 'mizan-client/tap'
import type { Because, Named, Reason } from './steps.ts'

type Flight = NonNullable<EntryState['flight']>

export function named({ name, home }: EntryState): Named {
  return { name, params: home.params }
}

/** The flight that a request is sent for; undefined where the page fetches a function by itself. */
export function flightOf({ entries, groups }: Core, { context, params, only }: Request): Flight | undefined {
  const is = (flight: Flight | undefined) =>
    flight?.instance.params === params && flight.instance.context === context && flight.only === only
  for (const { flight } of entries) if (is(flight)) return flight
  for (const { instances } of groups.values()) for (const { whole } of instances.values()) if (is(whole)) return whole
  return undefined
}

/** Take the grounds of the entries that are on a flight. */
export function groundsOf(
  { entries }: Core,
  flight: Flight | undefined,
  known: WeakMap<EntryState, Because>,
): Map<EntryState, Because> {
  const grounds = new Map<EntryState, Because>()
  for (const entry of flight ? entries : []) {
    if (entry.flight !== flight) continue
    grounds.set(entry, known.get(entry) ?? guess(entry))
    known.delete(entry)
  }
  return grounds
}

/** Why an entry is asked for that nothing made stale. */
function guess({ error, dataAt }: EntryState): Because {
  return { cause: error ? 'failed' : dataAt ? 'old' : 'first' }
}

/** Put together the functions that are asked for on the same ground; `otherwise` is that of a request for no entry. */
export function reasonsOf(
  grounds: ReadonlyMap<EntryState, Because>,
  otherwise: 'mounted' | 'fetched',
  only: readonly string[] = [],
): Reason[] {
  const reasons: { because: Because; functions: string[] }[] = []
  for (const [{ name }, because] of grounds) {
    const same = reasons.find((reason) => alike(reason.because, because))
    if (same) same.functions.push(name)
    else reasons.push({ because, functions: [name] })
  }
  return reasons.length ? reasons : [{ because: { cause: otherwise }, functions: only }]
}

function alike(one: Because, other: Because): boolean {
  const target = (because: Because) => canonical('target' in because ? because.target : undefined)
  return one.cause === other.cause && target(one) === target(other)
}
