/** Documents to compare, put together from schemas. */

import { compare } from '../generator/lib/compat/compare.mjs'
import { readContent } from '../generator/lib/document.mjs'

export const STRING = { type: 'string' }
export const INTEGER = { type: 'integer' }
export const NUMBER = { type: 'number' }
export const NULL = { type: 'null' }
export const reference = (/** @type {string} */ name) => ({ $ref: `#/components/schemas/${name}` })
export const object = (/** @type {any} */ properties, required = Object.keys(properties), further = {}) => ({
  type: 'object',
  properties,
  required,
  ...further,
})
export const ARGS = object({}, [], { additionalProperties: false })
export const anyOf = (/** @type {any[]} */ ...members) => ({ anyOf: members })
export const list = (/** @type {any} */ items, further = {}) => ({ type: 'array', items, ...further })
export const record = (/** @type {any} */ additionalProperties, further = {}) => ({
  type: 'object',
  additionalProperties,
  ...further,
})
export const tuple = (/** @type {any[]} */ ...prefixItems) => ({
  type: 'array',
  prefixItems,
  items: false,
  minItems: prefixItems.length,
  maxItems: prefixItems.length,
})
export const tagged = (/** @type {string} */ kind, /** @type {any} */ members) =>
  object({ kind: { const: kind }, ...members })

/** A document of functions, contexts and errors. @param {any} parts @param {any} [schemas] */
export const documentOf = (parts, schemas = {}) => ({
  'x-mizan': { protocol: 1, functions: {}, contexts: {}, errors: {}, ...parts },
  components: { schemas },
})

/** A document with a call that takes and returns what is given. @param {any} part @param {any} [schemas] */
export const withCall = (part, schemas) =>
  documentOf({ functions: { f: { kind: 'call', args: ARGS, result: NULL, ...part } } }, schemas)

/** @param {any} before @param {any} after */
export const changes = (before, after) => compare(readContent(before), readContent(after))
/** @param {any} before @param {any} after */
export const breaks = (before, after) => changes(before, after).some(({ breaking }) => breaking)
/** @param {any} before @param {any} after */
export const told = (before, after) =>
  changes(before, after).map(
    ({ breaking, kind, name, path, change }) =>
      `${breaking ? 'breaking' : 'compatible'} ${kind} ${name} ${path} ${change}`,
  )

/** As an argument, and as a result. @param {any} schema @param {any} [schemas] */
export const taking = (schema, schemas) =>
  withCall({ args: { ...ARGS, properties: { x: schema }, required: ['x'] } }, schemas)
/** @param {any} schema @param {any} [schemas] */
export const returning = (schema, schemas) => withCall({ result: schema }, schemas)
