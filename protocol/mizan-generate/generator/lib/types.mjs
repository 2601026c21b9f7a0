/** JSON Schema to TypeScript: one small function per kind of schema. */

import { comment, key, text } from './naming.mjs'
import { refOf } from './schema.mjs'

/** @typedef {import('./schema.mjs').Schema} Schema */

/**
 * Writes the type of an object with names that are not known beforehand; `keys` is empty where any name may come.
 * @typedef {(keys: string, value: string) => string} MapWriter
 */

/** @type {MapWriter} */
const recordMap = (keys, value) => (keys ? `Partial<Record<${keys}, ${value}>>` : `Record<string, ${value}>`)

/** For a type that mentions itself, which TypeScript does not allow inside `Record`. @type {MapWriter} */
export const openMap = (keys, value) => (keys ? `{ [name in ${keys}]?: ${value} }` : `{ [name: string]: ${value} }`)

/** @type {Readonly<Record<string, (schema: Schema, indent: string, map: MapWriter) => string>>} */
const BY_TYPE = {
  string: ({ format }) => (format === 'binary' ? 'File | Blob' : 'string'),
  integer: () => 'number',
  number: () => 'number',
  boolean: () => 'boolean',
  null: () => 'null',
  array: arrayType,
  object: objectType,
}

/**
 * Return the type of a schema, as it stands at some indentation.
 * @param {Schema | boolean} schema
 * @param {string} [indent]
 * @param {MapWriter} [map]
 * @returns {string}
 */
export function typeText(schema, indent = '', map = recordMap) {
  if (typeof schema === 'boolean') return schema ? 'unknown' : 'never'
  const name = refOf(schema)
  if (name !== undefined) return name
  if ('const' in schema) return text(schema.const)
  if (schema.enum) return union(schema.enum.map(text))
  const write = (/** @type {Schema} */ each) => typeText(each, indent, map)
  const members = schema.anyOf ?? schema.oneOf
  if (members) return union(members.map(write))
  if (schema.allOf) return intersection(schema.allOf.map(write))
  if (schema.type === undefined) return 'unknown'
  return union([schema.type].flat().map((type) => BY_TYPE[type]?.(schema, indent, map) ?? 'unknown'))
}

/** @param {string[]} members */
const union = (members) => [...new Set(members)].join(' | ') || 'never'

/** @param {string[]} members */
const intersection = ([only = 'unknown', ...more]) =>
  more.length ? [only, ...more].map((each) => (each.includes(' | ') ? `(${each})` : each)).join(' & ') : only

/** @param {Schema} schema @param {string} indent @param {MapWriter} map */
function arrayType({ items = true, prefixItems }, indent, map) {
  if (prefixItems) {
    const members = prefixItems.map((/** @type {Schema} */ each) => typeText(each, indent, map))
    return `[${members.join(', ')}]`
  }
  const item = typeText(items, indent, map)
  return /[ |{]/.test(item) ? `Array<${item}>` : `${item}[]`
}

/** @param {Schema} schema @param {string} indent @param {MapWriter} map */
function objectType(schema, indent, map) {
  const { properties, additionalProperties, patternProperties } = schema
  if (hasMembers(properties)) return `{\n${fieldLines(schema, `${indent}  `, map)}${indent}}`
  if (patternProperties)
    return mapType({ additionalProperties: { anyOf: Object.values(patternProperties) } }, indent, map)
  return additionalProperties === false ? 'Record<string, never>' : mapType(schema, indent, map)
}

/** @param {Schema} schema @param {string} indent @param {MapWriter} map */
function mapType({ additionalProperties = true, propertyNames }, indent, map) {
  const value = typeText(additionalProperties, indent, map)
  const keys = propertyNames === undefined ? 'string' : typeText(propertyNames, indent, map)
  return map(keys === 'string' ? '' : keys, value)
}

/** Whether an object schema names any of its members. @param {Schema | undefined} properties */
export const hasMembers = (properties) => Object.keys(properties ?? {}).length > 0

/**
 * Return the fields of an object schema, a line each.
 * @param {Schema} schema
 * @param {string} indent
 * @param {MapWriter} [map]
 */
export function fieldLines({ properties = {}, required = [], additionalProperties }, indent, map = recordMap) {
  const needed = new Set(required)
  const lines = Object.entries(properties).map(([name, field]) => {
    const type = typeText(field, indent, map)
    const given = needed.has(name) ? `: ${type}` : `?: ${type} | undefined`
    return `${doc(field, indent)}${indent}${key(name)}${given}\n`
  })
  // TypeScript wants all named members to fit the others' type, so that it cannot be narrower.
  if (additionalProperties) lines.push(`${indent}[name: string]: unknown\n`)
  return lines.join('')
}

/** @type {readonly (readonly [string, (value: any, schema: Schema) => string])[]} */
const NOTES = [
  ['minimum', (value) => `At least ${value}.`],
  ['exclusiveMinimum', (value) => `More than ${value}.`],
  ['maximum', (value) => `At most ${value}.`],
  ['exclusiveMaximum', (value) => `Less than ${value}.`],
  ['multipleOf', (value) => `A multiple of ${value}.`],
  ['minLength', (value) => `At least ${counted(value, 'character')}.`],
  ['maxLength', (value) => `At most ${counted(value, 'character')}.`],
  ['minItems', (value) => `At least ${counted(value, 'item')}.`],
  ['maxItems', (value) => `At most ${counted(value, 'item')}.`],
  ['pattern', (value, { format }) => (format ? '' : `Matches \`${value}\`.`)],
  ['format', (value) => (value === 'binary' ? '' : `Format: ${value}.`)],
  ['default', (value) => (value === null ? '' : `@default ${JSON.stringify(value)}`)],
  ['examples', (values) => values.map((/** @type {unknown} */ each) => `@example ${JSON.stringify(each)}`).join('\n')],
  ['deprecated', (value) => (value ? '@deprecated' : '')],
]

/** @param {number} count @param {string} noun */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`

/**
 * Return the TSDoc comment of a schema or a function, empty if there is nothing to say.
 * @param {Schema} schema
 * @param {string} indent
 */
export function doc(schema, indent) {
  const texts = typeof schema.description === 'string' ? [schema.description] : []
  if (!schema.prefixItems) {
    for (const [name, write] of NOTES) if (schema[name] !== undefined) texts.push(write(schema[name], schema))
  }
  if (!texts.length) return '' // which is so for most of the fields of a large document
  const lines = comment(texts.filter(Boolean).join('\n')).split('\n')
  if (lines.length === 1) return lines[0] ? `${indent}/** ${lines[0]} */\n` : ''
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`
}
