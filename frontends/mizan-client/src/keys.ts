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
  const kept: Record<string, unknown> = Object.create(null)
  for (const name of names) if (Object.hasOwn(params, name)) kept[name] = params[name]
  return kept
}

function primitive(value: unknown = null): string {
  const odd = typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
  const spelt = odd ? undefined : JSON.stringify(value)
  if (!spelt) throw new MizanError('BAD_REQUEST', `This cannot be sent, since it is no JSON: ${String(value)}.`)
  return spelt
}
