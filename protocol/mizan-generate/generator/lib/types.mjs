/** JSON Schema to TypeScript: one small function per kind of schema. */

import { comment, key, text } from './naming.mjs'
import { Problem } from './problem.mjs'

/** @typedef {import('./model.mjs').Schema} Schema */

/** @type {Readonly<Record<string, (schema: Schema, indent: string) => string>>} */
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
 * @param {Schema} schema
 * @param {string} [indent]
 * @returns {string}
 */
export function typeText(schema, indent = '') {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1) ?? 'unknown'
  if ('const' in schema) return text(schema.const)
  if (schema.enum) return union(schema.enum.map(text))
  const members = schema.anyOf ?? schema.oneOf
  if (members) return union(members.map((/** @type {Schema} */ each) => typeText(each, indent)))
  if (schema.allOf?.length === 1) return typeText(schema.allOf[0], indent)
  if (Array.isArray(schema.type))
    return union(schema.type.map((/** @type {string} */ type) => typeText({ ...schema, type }, indent)))
  if (schema.type === undefined) return 'unknown'
  const write = Object.hasOwn(BY_TYPE, schema.type) ? BY_TYPE[schema.type] : undefined
  if (!write) throw new Problem(`The document holds a schema of an unknown type ${JSON.stringify(schema.type)}.`)
  return write(schema, indent)
}

/** @param {string[]} members */
function union(members) {
  return [...new Set(members)].join(' | ')
}

/** @param {Schema} schema @param {string} indent */
function arrayType({ items, prefixItems }, indent) {
  if (prefixItems) return `[${prefixItems.map((/** @type {Schema} */ each) => typeText(each, indent)).join(', ')}]`
  const item = typeText(items || {}, indent)
  return /[ |{]/.test(item) ? `Array<${item}>` : `${item}[]`
}

/** @param {Schema} schema @param {string} indent */
function objectType(schema, indent) {
  const names = Object.keys(schema.properties ?? {})
  const further = schema.additionalProperties
  if (!names.length) return further === false ? 'Record<string, never>' : mapType(schema, indent)
  return `{\n${fieldLines(schema, `${indent}  `)}${indent}}`
}

/** @param {Schema} schema @param {string} indent */
function mapType({ additionalProperties, propertyNames }, indent) {
  const value =
    additionalProperties && additionalProperties !== true ? typeText(additionalProperties, indent) : 'unknown'
  if (!propertyNames || Object.keys(propertyNames).join() === 'type') return `Record<string, ${value}>`
  return `Partial<Record<${typeText(propertyNames, indent)}, ${value}>>`
}

/**
 * Return the fields of an object schema, a line each.
 * @param {Schema} schema
 * @param {string} indent
 */
export function fieldLines({ properties = {}, required = [] }, indent) {
  const needed = new Set(required)
  return Object.entries(properties)
    .map(([name, field]) => {
      const type = typeText(field, indent)
      return `${doc(field, indent)}${indent}${key(name)}${needed.has(name) ? '' : '?'}: ${type}${needed.has(name) ? '' : ' | undefined'}\n`
    })
    .join('')
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
  const description = typeof schema.description === 'string' ? [schema.description] : []
  const notes = schema.prefixItems
    ? []
    : NOTES.filter(([name]) => name in schema && schema[name] !== undefined).map(([name, write]) =>
        write(schema[name], schema),
      )
  const lines = comment([...description, ...notes].filter(Boolean).join('\n')).split('\n')
  if (lines.length === 1) return lines[0] ? `${indent}/** ${lines[0]} */\n` : ''
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`
}
