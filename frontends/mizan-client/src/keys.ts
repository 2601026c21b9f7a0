/** Canonical JSON (RFC 8785): one spelling per value, for URLs and for telling entries apart. */

import { MizanError } from './errors.ts'
import { isObject } from './sharing.ts'

/** The params of a context or the arguments of a function. */
export type Params = Readonly<Record<string, unknown>>

/** How values are spelt that JSON has no form for; `mizan-client/codecs` knows of more of them. */
export const wire = {
  spell: (value: unknown): unknown =>
    typeof (value as Date | null)?.toJSON === 'function' ? (value as Date).toJSON() : value,
}

/** Spell a value; members that are undefined are left out. */
export function canonical(given: unknown): string {
  const value = wire.spell(given)
  if (!isObject(value)) return primitive(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const members = Object.keys(value).filter((name) => value[name] !== undefined)
  return `{${members.sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`
}

/** Keep the params of these names, in a record that no name can poison. */
export function slice(params: Params, names: readonly string[]): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name)))
}

function primitive(value: unknown = null): string {
  const fits = value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
  if (!fits) throw new MizanError('BAD_REQUEST', `Only JSON can be sent, not ${String(value)}.`)
  return JSON.stringify(value)
}
