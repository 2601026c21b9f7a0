/** Codecs: values that JSON has no form for, read from the wire and spelt for it. Generated code uses what it needs. */

import { wire } from './keys.ts'
import { isObject, type Read } from './sharing.ts'

declare const brand: unique symbol

/** A decimal number as text, which loses no digit. */
export type Decimal = string & { readonly [brand]: 'Decimal' }

/** Take a text for a decimal number, if it is spelt like one. */
export function decimal(text: string): Decimal {
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text))
    throw new RangeError(`${JSON.stringify(text)} is no decimal number.`)
  return text as Decimal
}

/** Let a function's descriptor be sent dates, big integers and bytes, which it spells as the server does. */
export function encoded<Descriptor>(descriptor: Descriptor): Descriptor {
  wire.spell = spell
  return descriptor
}

/** Read a moment. One without an offset is in UTC, wherever the page is shown. */
export const date: Read = /*#__PURE__*/ text(
  (next) => new Date(withOffset(next)),
  (one, other) => one instanceof Date && +one === +other,
)

/** Read a whole number of any size. */
export const bigint: Read = /*#__PURE__*/ text(BigInt, (one, other) => one === other)

/** Read base64url. */
export const bytes: Read = /*#__PURE__*/ text(
  (next) => Uint8Array.from(atob(next.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0)),
  (one, other) =>
    one instanceof Uint8Array && one.length === other.length && one.every((byte, at) => byte === other[at]),
)

/** Read a moment, with all its digits. One without an offset is in UTC. */
export const instant: Read = /*#__PURE__*/ temporal('Instant', withOffset)
/** Read a day. */
export const plainDate: Read = /*#__PURE__*/ temporal('PlainDate')
/** Read a time of day. */
export const plainTime: Read = /*#__PURE__*/ temporal('PlainTime')
/** Read a span of time. */
export const duration: Read = /*#__PURE__*/ temporal('Duration')

/** Read what JSON holds as it is. */
export const plain: Read = /*#__PURE__*/ parts(isObject, () => plain)

/** Read every item of a list. */
export const list = (read: Read): Read => parts(Array.isArray, () => read)

/** Read the items of a tuple, each in its own way. */
export const tuple = (...reads: readonly Read[]): Read => parts(Array.isArray, (index) => reads[Number(index)])

/** Read every member of an object, whatever it is called. */
export const map = (read: Read): Read => parts(isRecord, () => read)

/** Read the members of an object, of which some are named. */
export function fields(reads: () => Readonly<Record<string, Read>>): Read {
  let known: Map<string, Read> | undefined
  return parts(isRecord, (name) => (known ??= new Map(Object.entries(reads()))).get(name))
}

/** Read in a way that is asked for at the first use, since types refer to one another. */
export function late(make: () => Read): Read {
  let read: Read | undefined
  return (next, previous) => (read ??= make())(next, previous)
}

/** Read a value in a way that depends on what it is. */
export const choose =
  (readerOf: (next: unknown) => Read): Read =>
  (next, previous) =>
    readerOf(next)(next, previous)

/** Tell whether a value is an object that has all of these members. */
export const has = (value: unknown, ...names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => Object.hasOwn(value, name))

/** Read what is a string on the wire, and keep what was shown before if it is the same. */
function text<T>(read: (next: string) => T, same: (one: unknown, other: T) => boolean): Read {
  return (next, previous) => {
    if (typeof next !== 'string') return plain(next, previous)
    const value = read(next)
    return same(previous, value) ? previous : value
  }
}

/** Read the parts of what fits, and keep those that did not change; what does not fit is read as it is. */
function parts(fits: (next: unknown) => boolean, readerOf: (name: string) => Read | undefined): Read {
  return (next, previous) => {
    if (!isObject(next)) return next
    if (!fits(next)) return plain(next, previous)
    const before = isPlain(previous) && Array.isArray(previous) === Array.isArray(next) ? previous : undefined
    const read = Object.entries(next).map(([name, part]): [string, unknown] => {
      return [name, (readerOf(name) ?? plain)(part, before && Object.hasOwn(before, name) ? before[name] : undefined)]
    })
    const unchanged = ([name, part]: [string, unknown]) =>
      before && Object.hasOwn(before, name) && before[name] === part
    if (before && read.length === Object.keys(before).length && read.every(unchanged)) return before
    // Built from entries, since assigning to `__proto__` would write through.
    return Array.isArray(next) ? read.map(([, part]) => part) : Object.fromEntries(read)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return isObject(value) && (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
}

function withOffset(moment: string): string {
  return /(z|[+-]\d\d(:?\d\d)?)$/i.test(moment) ? moment : `${moment}Z`
}

interface TemporalType {
  from(text: string): { toJSON(): string }
}

function temporal(kind: string, complete = (next: string) => next): Read {
  return text(
    (next) => {
      const types = (globalThis as { Temporal?: Record<string, TemporalType> }).Temporal
      if (!types) throw new Error('This platform has no Temporal. Load a polyfill before the page asks for data.')
      return types[kind]!.from(complete(next))
    },
    (one, other) => isObject(one) && one.constructor === other.constructor && String(one) === String(other),
  )
}

function spell(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return base64url(value)
  if (value instanceof Date) return moment(value)
  return typeof (value as Date | null)?.toJSON === 'function' ? (value as Date).toJSON() : value
}

function base64url(value: Uint8Array): string {
  const letters = Array.from(value, (byte) => String.fromCharCode(byte)).join('')
  return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_')
}

/** Spell a moment as the server does, with no fraction or with six digits of it: what is equal must look equal. */
function moment(value: Date): string {
  if (Number.isNaN(+value)) throw new RangeError('An invalid Date cannot be sent.')
  return value
    .toISOString()
    .replace('.000Z', 'Z')
    .replace(/(\.\d{3})Z$/, '$1000Z')
}
