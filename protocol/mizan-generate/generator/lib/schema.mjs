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
 * @param {Path} [path] from there; the same list for all parts, since few documents are damaged
 */
export function checkSchema(schema, where, used, path = []) {
  if (typeof schema === 'boolean') return
  if (!isRecord(schema)) throw damaged(placed(where, path), `${brief(schema)} stands where a schema should`)
  if (path.length > 2 * DEEPEST) throw tooDeep(where)
  for (const keyword in schema) {
    const check = KEYWORDS.get(keyword)
    if (!check) continue
    const value = schema[keyword]
    if (!check.shape(value)) throw damaged(placed(where, path), `its ${keyword} is ${brief(value)}`)
    if (keyword === '$ref') used.add(referred(value, where, path))
    if (check.holds === 'one') checkPart(value, keyword, '', where, used, path)
    else if (check.holds === 'list')
      for (const [at, each] of value.entries()) checkPart(each, keyword, String(at + 1), where, used, path)
    else if (check.holds === 'map') for (const name in value) checkPart(value[name], keyword, name, where, used, path)
  }
  for (const keyword of UNSUPPORTED) if (keyword in schema) throw unsupported(keyword, where, path)
  if ('x-enum-names' in schema) checkEnum(schema, where, path)
}

/** @param {unknown} part @param {string} keyword @param {string} name @param {string} where @param {Set<string>} used @param {Path} path */
function checkPart(part, keyword, name, where, used, path) {
  path.push(keyword, name)
  checkSchema(part, where, used, path)
  path.length -= 2
}

/** @typedef {string[]} Path keywords, each with the name of the part inside it, which is empty if it has but one */

/** @param {string} where @param {Path} path */
function placed(where, path) {
  const parts = path.flatMap((keyword, at) => (at % 2 ? [] : [path[at + 1] ? `${keyword} '${path[at + 1]}'` : keyword]))
  return [where, ...parts].join(', ')
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
export function sorted(record) {
  const names = Object.keys(record)
  return names.sort().map((name) => [name, record[name]])
}

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

/** @param {string} reference @param {string} where @param {Path} path */
function referred(reference, where, path) {
  if (reference.startsWith(PREFIX)) return reference.slice(PREFIX.length)
  const place = placed(where, path)
  throw new Problem(`${place} refers to ${brief(reference)}, outside the document. Only '${PREFIX}…' is supported.`)
}

/** @param {string} keyword @param {string} where @param {Path} path */
const unsupported = (keyword, where, path) =>
  new Problem(`${placed(where, path)} uses '${keyword}', which TypeScript has no type for.`)

/** @param {Schema} schema @param {string} where @param {Path} path */
function checkEnum({ enum: values, 'x-enum-names': names }, where, path) {
  if (values?.length !== names.length || new Set(names).size !== names.length)
    throw damaged(placed(where, path), 'its x-enum-names are not one name for each value')
}

/** @typedef {{ shape: (value: any) => boolean, holds?: 'one' | 'list' | 'map' }} Keyword with how it holds schemas, if it does */

/** @param {(value: any) => boolean} shape @returns {Keyword} */
const plain = (shape) => ({ shape })
const SCHEMA = /** @type {Keyword} */ ({ shape: () => true, holds: 'one' })
const LIST = /** @type {Keyword} */ ({ shape: (value) => Array.isArray(value) && value.length > 0, holds: 'list' })
const MAP = /** @type {Keyword} */ ({ shape: isRecord, holds: 'map' })
const TEXT = plain((value) => typeof value === 'string')
const VALUES = plain(Array.isArray)
const NAMES = plain(isNames)
const TYPES = new Set(['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'])

/** @type {ReadonlyMap<string, Keyword>} */
const KEYWORDS = new Map(
  Object.entries({
    $ref: TEXT,
    type: plain(
      (value) =>
        TYPES.has(value) || (Array.isArray(value) && value.length > 0 && value.every((each) => TYPES.has(each))),
    ),
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
  }),
)

const UNSUPPORTED = ['$dynamicRef', 'not', 'if', 'dependentSchemas', 'unevaluatedItems', 'unevaluatedProperties']
