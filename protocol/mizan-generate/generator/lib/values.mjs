/** Values that JSON has no form for: how a config wants them typed, read and sent. */

import { refOf } from './schema.mjs'

/** @typedef {import('./schema.mjs').Schema} Schema */

/**
 * How strings of a format are shown.
 * @typedef {object} Form
 * @property {string} type in TypeScript
 * @property {string} [read] the codec that reads it, if it is no string at run time
 * @property {boolean} [encoded] whether the kernel must be told how to spell it
 */

/** @typedef {Readonly<Record<string, Form>>} Forms by format */

/** @type {Readonly<Record<string, Readonly<Record<string, Forms>>>>} what each option may be; the first is the default */
const OPTIONS = {
  dates: {
    string: {},
    Date: { 'date-time': { type: 'Date', read: 'date', encoded: true } },
    Temporal: {
      'date-time': { type: 'Temporal.Instant', read: 'instant' },
      date: { type: 'Temporal.PlainDate', read: 'plainDate' },
      time: { type: 'Temporal.PlainTime', read: 'plainTime' },
      duration: { type: 'Temporal.Duration', read: 'duration' },
    },
  },
  bytes: { string: {}, Uint8Array: { base64url: { type: 'Uint8Array', read: 'bytes', encoded: true } } },
  bigint: { string: {}, bigint: { bigint: { type: 'bigint', read: 'bigint', encoded: true } } },
  decimal: { string: {}, Decimal: { decimal: { type: 'Decimal' } } },
}

/** The names of all options, each with what it may be. @type {Readonly<Record<string, readonly string[]>>} */
export const VALUE_OPTIONS = Object.fromEntries(Object.entries(OPTIONS).map(([name, of]) => [name, Object.keys(of)]))

/** The forms that options ask for. @param {Readonly<Record<string, string>>} [options] @returns {Forms} */
export const formsOf = (options = {}) =>
  Object.assign({}, ...Object.entries(options).map(([name, chosen]) => OPTIONS[name]?.[chosen]))

/** The names that types of these forms are written with. @param {Forms} forms */
export const typesOf = (forms) => Object.values(forms).map(({ type }) => type.replace(/\..*/, ''))

/** The form of a string, if it has one. @param {Schema} schema @param {Forms} forms @returns {Form | undefined} */
export const formOf = ({ type, format }, forms) =>
  type === 'string' && Object.hasOwn(forms, format) ? forms[format] : undefined

/**
 * The members of a union, those of unions inside it in their place; a schema that is no union is its only member.
 * @param {Schema | boolean} schema
 * @returns {readonly (Schema | boolean)[]}
 */
export function membersOf(schema) {
  if (typeof schema === 'boolean' || refOf(schema) !== undefined || 'const' in schema || schema.enum) return [schema]
  const members = schema.anyOf ?? schema.oneOf
  if (members) return members.flatMap(membersOf)
  return Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : [schema]
}

/**
 * The forms that count inside a union: beside another string, one that has a form could not be told on the wire.
 * @param {readonly (Schema | boolean)[]} members
 * @param {Forms} forms
 * @param {ReadonlyMap<string, Schema>} types
 * @returns {Forms}
 */
export function formsInUnion(members, forms, types) {
  if (members.length < 2 || !members.some((each) => typeof each === 'object' && formOf(each, forms))) return forms
  return members.filter((each) => isText(each, types)).length > 1 ? {} : forms
}

/** Whether a value may be any of many strings. @param {Schema | boolean} schema @param {ReadonlyMap<string, Schema>} types @returns {boolean} */
export function isText(schema, types, seen = new Set()) {
  if (typeof schema === 'boolean') return schema
  const name = refOf(schema)
  if (name !== undefined) {
    if (seen.has(name)) return false
    return membersOf(types.get(name) ?? {}).some((each) => isText(each, types, new Set(seen).add(name)))
  }
  if ('const' in schema || schema.enum || schema.allOf) return false
  return schema.type === 'string' || schema.type === undefined
}
