/** Canonical JSON (RFC 8785): one spelling per value, for URLs and for telling entries apart. */

import { MizanError } from './errors.ts'
import { isObject } from './sharing.ts'
import type { Guard } from './transport.ts'

/** The params of a context or the arguments of a function. */
export type Params = Readonly<Record<string, unknown>>

/** What generated code says of the wire. */
export const wire = {
  /** How values are spelt that JSON has no form for; `mizan-client/codecs` knows of more of them. */
  spell: (value: unknown): unknown =>
    typeof (value as Date | null)?.toJSON === 'function' ? (value as Date).toJSON() : value,
  /** The version of the server's functions that the client was generated for; of no server in particular if empty. */
  signature: '',
  /** What a request needs beside, to be taken for one of the page's own; `mizan-client/csrf` knows of a token. */
  guard: undefined as Guard | undefined,
}

/** Spell a value; members that are undefined are left out. */
export function canonical(given: unknown): string {
  const value = wire.spell(given) ?? null
  if (Array.isArray(value)) return `[${value.map(canonical)}]`
  if (isObject(value)) return `{${namesOf(value).map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`
  const fits = value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
  if (!fits) throw new MizanError('BAD_REQUEST', `${String(value)} is not JSON.`)
  return JSON.stringify(value)
}

/** Return the names of what is given, sorted. */
export function namesOf(params: Params): string[] {
  return Object.keys(params)
    .filter((name) => params[name] !== undefined)
    .sort()
}

/** Keep the params of these names, in a record that no name can poison. */
export function slice(params: Params, names: readonly string[]): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name)))
}
