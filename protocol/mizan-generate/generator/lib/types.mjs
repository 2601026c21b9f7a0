/** JSON Schema to TypeScript: one small function per kind of schema. */

import { comment, json, key, text } from './naming.mjs'
import { refOf } from './schema.mjs'
import { formOf, formsInUnion, membersOf } from './values.mjs'

/** @typedef {import('./schema.mjs').Schema} Schema */

/**
 * Writes the type of an object with names that are not known beforehand; `keys` is empty where any name may come.
 * @typedef {(keys: string, value: string) => string} MapWriter
 */

/** @type {MapWriter} */
const recordMap = (keys, value) => (keys ? `Partial<Record<${keys}, ${value}>>` : `Record<string, ${value}>`)

/** For a type that mentions itself, which TypeScript does not allow inside `Record`. @type {MapWriter} */
export const openMap = (keys, value) => (keys ? `{ [name in ${keys}]?: ${value} }` : `{ [name: string]: ${value} }`)

/**
 * How types are written.
 * @typedef {object} Writer
 * @property {MapWriter} map
 * @property {import('./values.mjs').Forms} forms of strings that are shown as something else
 * @property {ReadonlyMap<string, Schema>} types all named ones
 * @property {(name: string) => string} nameOf what a named type is called
 */

/** Every value as it stands in JSON. @type {Writer} */
export const PLAIN = { map: recordMap, forms: {}, types: new Map(), nameOf: (name) => name }

/** @type {Readonly<Record<string, (schema: Schema, indent: string, writer: Writer) => string>>} */
const BY_TYPE = {
  string: (schema, _, { forms }) =>
    schema.format === 'binary' ? 'File | Blob' : (formOf(schema, forms)?.type ?? 'string'),
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
 * @param {Writer} [writer]
 * @returns {string}
 */
export function typeText(schema, indent = '', writer = PLAIN) {
  const members = membersOf(schema)
  const forms = formsInUnion(members, writer.forms, writer.types)
  const inside = forms === writer.forms ? writer : { ...writer, forms }
  if (members.length === 1) return union(memberTypes(members[0] ?? true, indent, inside))
  return union(members.flatMap((each) => memberTypes(each, indent, inside)))
}

/** The types of what is no union, of which an enum has several. @param {Schema | boolean} schema @param {string} indent @param {Writer} writer @returns {string[]} */
function memberTypes(schema, indent, writer) {
  if (typeof schema === 'boolean') return [schema ? 'unknown' : 'never']
  const name = refOf(schema)
  if (name !== undefined) return [writer.nameOf(name)]
  if ('const' in schema) return [text(schema.const)]
  if (schema.enum) return schema.enum.map(text)
  if (schema.allOf)
    return [intersection(schema.allOf.map((/** @type {Schema} */ each) => typeText(each, indent, writer)))]
  return [BY_TYPE[schema.type]?.(schema, indent, writer) ?? 'unknown']
}

/** A union, of which nothing is left where anything fits. @param {string[]} members */
function union(members) {
  if (members.length === 1) return members[0] ?? 'never'
  return members.includes('unknown') ? 'unknown' : [...new Set(members)].join(' | ') || 'never'
}

/** @param {string[]} members */
const intersection = ([only = 'unknown', ...more]) =>
  more.length ? [only, ...more].map((each) => (each.includes(' | ') ? `(${each})` : each)).join(' & ') : only

/** @param {Schema} schema @param {string} indent @param {Writer} writer */
function arrayType({ items = true, prefixItems, minItems = 0, maxItems }, indent, writer) {
  if (prefixItems) {
    const members = prefixItems.map((/** @type {Schema} */ each, /** @type {number} */ index) => {
      const type = typeText(each, indent, writer)
      return index < minItems ? type : `${/[ |]/.test(type) ? `(${type})` : type}?`
    })
    const open = items !== false && maxItems !== prefixItems.length
    return `[${[...members, ...(open ? [`...${typeText({ type: 'array', items }, indent, writer)}`] : [])].join(', ')}]`
  }
  if (maxItems === 0) return '[]'
  const item = typeText(items, indent, writer)
  return /[ |{]/.test(item) ? `Array<${item}>` : `${item}[]`
}

/** @param {Schema} schema @param {string} indent @param {Writer} writer */
function objectType(schema, indent, writer) {
  const { properties, additionalProperties, patternProperties } = schema
  if (hasMembers(properties)) return `{\n${fieldLines(schema, `${indent}  `, writer)}${indent}}`
  if (patternProperties)
    return mapType({ additionalProperties: { anyOf: Object.values(patternProperties) } }, indent, writer)
  return additionalProperties === false ? 'Record<string, never>' : mapType(schema, indent, writer)
}

/** @param {Schema} schema @param {string} indent @param {Writer} writer */
function mapType({ additionalProperties = true, propertyNames }, indent, writer) {
  const value = typeText(additionalProperties, indent, writer)
  const keys = propertyNames === undefined ? 'string' : typeText(propertyNames, indent, { ...writer, forms: {} })
  return writer.map(keys === 'string' ? '' : keys, value)
}

/** Whether an object schema names any of its members. @param {Schema | undefined} properties */
export const hasMembers = (properties) => Object.keys(properties ?? {}).length > 0

/**
 * Return the fields of an object schema, a line each.
 * @param {Schema} schema
 * @param {string} indent
 * @param {Writer} [writer]
 */
export function fieldLines({ properties = {}, required = [], additionalProperties }, indent, writer = PLAIN) {
  const needed = new Set(required)
  let lines = ''
  for (const name of Object.keys(properties).sort()) {
    const field = properties[name]
    const type = typeText(field, indent, writer)
    const given = needed.has(name) ? `: ${type}` : `?: ${type} | undefined`
    lines += `${doc(field, indent)}${indent}${key(name)}${given}\n`
  }
  // TypeScript wants all named members to fit the others' type, so that it cannot be narrower.
  return additionalProperties ? `${lines}${indent}[name: string]: unknown\n` : lines
}

/** What is noted of a schema, in this order. @type {ReadonlyMap<string, (value: any, schema: Schema) => string>} */
const NOTES = new Map(
  Object.entries({
    minimum: (value) => `At least ${value}.`,
    exclusiveMinimum: (value) => `More than ${value}.`,
    maximum: (value) => `At most ${value}.`,
    exclusiveMaximum: (value) => `Less than ${value}.`,
    multipleOf: (value) => `A multiple of ${value}.`,
    minLength: (value) => `At least ${counted(value, 'character')}.`,
    maxLength: (value) => `At most ${counted(value, 'character')}.`,
    minItems: (value) => `At least ${counted(value, 'item')}.`,
    maxItems: (value) => `At most ${counted(value, 'item')}.`,
    pattern: (value, { format }) => (format ? '' : `Matches \`${value}\`.`),
    format: (value) => (value === 'binary' ? '' : `Format: ${value}.`),
    default: (value) => (value === null ? '' : `@default ${json(value)}`),
    examples: (values) => values.map((/** @type {unknown} */ each) => `@example ${json(each)}`).join('\n'),
    deprecated: (value, { 'x-deprecated': why }) =>
      value ? `@deprecated ${typeof why === 'string' ? why : ''}`.trim() : '',
  }),
)

/** Whether there is anything to note of a schema, which is so for few fields of a large document. @param {Schema} schema */
function hasNotes(schema) {
  for (const keyword in schema) if (NOTES.has(keyword)) return !schema.prefixItems && schema.maxItems !== 0
  return false
}

/** @param {number} count @param {string} noun */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`

/**
 * Return the TSDoc comment of a schema or a function, empty if there is nothing to say.
 * @param {Schema} schema
 * @param {string} indent
 */
export function doc(schema, indent) {
  const texts = typeof schema.description === 'string' ? [schema.description] : []
  if (hasNotes(schema)) {
    for (const [name, write] of NOTES) if (schema[name] !== undefined) texts.push(write(schema[name], schema))
  }
  if (!texts.length) return ''
  const lines = comment(joined(texts.filter(Boolean))).split('\n')
  if (lines.length === 1) return lines[0] ? `${indent}/** ${lines[0]} */\n` : ''
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`
}

/** Put sentences and tags on one line if they are, and fit; else on a line each. @param {string[]} texts */
function joined(texts) {
  const line = texts.join(' ')
  const isLine = line.length <= LONGEST && !line.includes('\n') && /[.!?]$/.test(texts[0] ?? '')
  return isLine ? line : texts.join('\n')
}

const LONGEST = 100
