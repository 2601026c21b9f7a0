/** Schemas, read with suspicion: every keyword has its shape, every reference its name. */

import { Problem } from './problem.mjs'

/** @typedef {Record<string, any>} Schema */

const PREFIX = '#/components/schemas/'
const DEEPEST = 64

/**
 * Check a schema and all it holds, and collect the names of the types that it refers to.
 * @param {unknown} schema
 * @param {string} where what holds it, as in "the result of 'echo'"
 * @param {Set<string>} used
 */
export function checkSchema(schema, where, used, depth = 0) {
  if (typeof schema === 'boolean') return
  if (!isRecord(schema)) throw damaged(where, `${brief(schema)} stands where a schema should`)
  if (depth > DEEPEST) throw tooDeep(where)
  for (const keyword of Object.keys(schema)) {
    const check = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined
    if (!check?.shape(schema[keyword])) {
      if (check) throw damaged(where, `its ${keyword} is ${brief(schema[keyword])}`)
      continue
    }
    if (keyword === '$ref') used.add(referred(schema, where))
    for (const [name, part] of check.parts(schema[keyword])) {
      checkSchema(part, `${where}, ${name ? `${keyword} '${name}'` : keyword}`, used, depth + 1)
    }
  }
  const unsupported = UNSUPPORTED.find((keyword) => Object.hasOwn(schema, keyword))
  if (unsupported) throw new Problem(`${where} uses '${unsupported}', which TypeScript has no type for.`)
  checkEnum(schema, where)
}

/** The names of all types that a sound schema refers to, sorted. @param {Schema | boolean} schema */
export function references(schema) {
  /** @type {Set<string>} */
  const used = new Set()
  checkSchema(schema, '', used)
  return [...used].sort()
}

/** The name of the type that a schema refers to, if it does. @param {Schema} schema */
export const refOf = (schema) => (typeof schema.$ref === 'string' ? schema.$ref.slice(PREFIX.length) : undefined)

/**
 * The types that a schema is, or is a union of, with nothing in between.
 * @param {Schema} schema
 * @returns {string[]}
 */
export function bareReferences(schema) {
  const name = refOf(schema)
  if (name !== undefined) return [name]
  return [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap(bareReferences)
}

/** The members of an object by name: their order in a document means nothing. @param {Record<string, any>} record @returns {[string, any][]} */
export const sorted = (record) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))

/** @param {unknown} value @returns {value is Record<string, any>} */
export const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param {unknown} value @returns {value is string[]} */
export const isNames = (value) => Array.isArray(value) && value.every((each) => typeof each === 'string')

/** @param {string} where @param {string} what */
export const damaged = (where, what) => new Problem(`The document is damaged: ${where}: ${what}.`)

/** A value of a document, short enough for a message. @param {unknown} value */
export function brief(value) {
  const text = Array.isArray(value) ? 'a list' : isRecord(value) ? 'an object' : (JSON.stringify(value) ?? 'missing')
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** @param {string} where */
const tooDeep = (where) =>
  new Problem(`${where.split(',')[0]} is nested deeper than ${DEEPEST} levels. Give its parts names.`)

/** @param {Schema} schema @param {string} where */
function referred({ $ref }, where) {
  if ($ref.startsWith(PREFIX)) return $ref.slice(PREFIX.length)
  throw new Problem(`${where} refers to ${brief($ref)}, outside the document. Only '${PREFIX}…' is supported.`)
}

/** @param {Schema} schema @param {string} where */
function checkEnum({ enum: values, 'x-enum-names': names }, where) {
  if (names === undefined) return
  if (values?.length !== names.length || new Set(names).size !== names.length)
    throw damaged(where, 'its x-enum-names are not one name for each value')
}

/** @typedef {{ shape: (value: any) => boolean, parts: (value: any) => [string, unknown][] }} Keyword */

/** @param {(value: any) => boolean} shape @returns {Keyword} */
const plain = (shape) => ({ shape, parts: () => [] })
const SCHEMA = /** @type {Keyword} */ ({ shape: () => true, parts: (schema) => [['', schema]] })
const LIST = /** @type {Keyword} */ ({
  shape: (value) => Array.isArray(value) && value.length > 0,
  parts: (schemas) => schemas.map((/** @type {unknown} */ each, /** @type {number} */ at) => [String(at + 1), each]),
})
const MAP = /** @type {Keyword} */ ({ shape: isRecord, parts: Object.entries })
const TEXT = plain((value) => typeof value === 'string')
const VALUES = plain(Array.isArray)
const NAMES = plain(isNames)
const TYPES = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object']

/** @type {Readonly<Record<string, Keyword>>} */
const KEYWORDS = {
  $ref: TEXT,
  type: plain((value) => [value].flat().every((each) => TYPES.includes(each)) && value.length > 0),
  enum: VALUES,
  'x-enum-names': NAMES,
  anyOf: LIST,
  oneOf: LIST,
  allOf: LIST,
  items: SCHEMA,
  prefixItems: LIST,
  properties: MAP,
  patternProperties: MAP,
  required: NAMES,
  additionalProperties: SCHEMA,
  propertyNames: SCHEMA,
  description: TEXT,
  format: TEXT,
  pattern: TEXT,
  examples: VALUES,
}

const UNSUPPORTED = ['$dynamicRef', 'not', 'if', 'dependentSchemas', 'unevaluatedItems', 'unevaluatedProperties']
