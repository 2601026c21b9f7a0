/** Canonical JSON (RFC 8785): one spelling per value, for URLs and for telling entries apart. */

import { MizanError } from './errors.ts'

/** The params of a context or the arguments of a function. */
export type Params = Readonly<Record<string, unknown>>

/** Spell a value; members that are undefined are left out. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return primitive(value)
  if (typeof (value as Date).toJSON === 'function') return canonical((value as Date).toJSON())
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const record = value as Record<string, unknown>
  const members = Object.keys(record).filter((name) => record[name] !== undefined)
  return `{${members.sort().map((name) => `${JSON.stringify(name)}:${canonical(record[name])}`)}}`
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
