/** Schemas in the form in which they can be compared: a set of single values, and shapes without choices. */

import { refOf } from '../schema.mjs'
import { hasMembers } from '../types.mjs'

/** @typedef {import('../schema.mjs').Schema} Schema */

/**
 * What a schema allows: anything, or some values and whatever has one of some shapes.
 * @typedef {object} Form
 * @property {boolean} any
 * @property {ReadonlyMap<string, unknown>} values by their JSON
 * @property {readonly Shape[]} shapes
 */

/** @typedef {ScalarShape | ListShape | ObjectShape} Shape */

/** @typedef {{ id: number, name: string | undefined, schema: Schema }} Origin the name is that of its type, if it has one */

/** @typedef {Origin & { kind: 'string' | 'number' | 'boolean' }} ScalarShape */

/**
 * @typedef {object} ListParts
 * @property {'array'} kind
 * @property {readonly Form[]} first those of a tuple
 * @property {Form | undefined} rest all others, if there may be any
 */
/** @typedef {Origin & ListParts} ListShape */

/**
 * @typedef {object} ObjectParts
 * @property {'object'} kind
 * @property {ReadonlyMap<string, Form>} members
 * @property {ReadonlySet<string>} required
 * @property {Form | undefined} others members of other names, if they are kept
 * @property {Form} keys what other names may be
 */
/** @typedef {Origin & ObjectParts} ObjectShape */

/** @typedef {(schema: Schema | boolean) => Form} Former */

let count = 0

/**
 * A function that gives the forms of one document's schemas; the same schema has the same form, and a type the same shapes
 * wherever it is referred to.
 * @param {ReadonlyMap<string, Schema>} types
 * @returns {Former}
 */
export function forming(types) {
  /** @type {Map<Schema, Form>} */
  const forms = new Map()
  /** @type {(schema: Schema | boolean, name?: string) => Form} */
  const formOf = (schema, name) => {
    if (typeof schema === 'boolean') return schema ? ANYTHING : NOTHING
    const known = forms.get(schema)
    if (known) return known
    const form = read(schema, name)
    forms.set(schema, form)
    return form
  }

  /** @param {Schema} schema @param {string | undefined} name @returns {Form} */
  const read = (schema, name) => {
    const reference = refOf(schema)
    if (reference !== undefined) return formOf(types.get(reference) ?? true, reference)
    if ('const' in schema) return valuesForm([schema.const])
    if (schema.enum) return valuesForm(schema.enum)
    const choices = schema.anyOf ?? schema.oneOf
    if (choices) return united(choices.map((/** @type {Schema} */ each) => formOf(each)))
    if (schema.allOf) return formOf(merged(schema, types), name)
    if (schema.type === undefined) return ANYTHING
    return united([schema.type].flat().map((type) => typed(schema, type, name)))
  }

  /** @param {Schema} schema @param {string} type @param {string | undefined} name @returns {Form} */
  const typed = (schema, type, name) => {
    if (type === 'null') return valuesForm([null])
    const origin = { id: ++count, name, schema: type === 'integer' ? { ...schema, integer: true } : schema }
    if (type === 'array') return shapesForm(listShape(origin, formOf))
    if (type === 'object') return shapesForm(objectShape(origin, formOf))
    const kind = type === 'integer' ? 'number' : /** @type {ScalarShape['kind']} */ (type)
    return shapesForm({ ...origin, kind })
  }
  return (schema) => formOf(schema)
}

/** Parts are looked at when somebody asks, since types may hold themselves. @param {Origin} origin @param {Former} formOf @returns {ListShape} */
function listShape(origin, formOf) {
  const { prefixItems = [], items = true } = origin.schema
  const first = once(() => prefixItems.map(formOf))
  return {
    ...origin,
    kind: 'array',
    get first() {
      return first()
    },
    get rest() {
      return items === false ? undefined : formOf(items)
    },
  }
}

/** @param {Origin} origin @param {Former} formOf @returns {ObjectShape} */
function objectShape(origin, formOf) {
  const {
    properties = {},
    required = [],
    additionalProperties,
    patternProperties,
    propertyNames = TEXT,
  } = origin.schema
  const patterns = Object.entries(patternProperties ?? {})
  const others = patterns.length
    ? { anyOf: patterns.map(([, each]) => each) }
    : (additionalProperties ?? !hasMembers(properties))
  const keys = patterns.length ? { anyOf: patterns.map(([pattern]) => ({ type: 'string', pattern })) } : propertyNames
  const members = once(() => new Map(Object.entries(properties).map(([name, each]) => [name, formOf(each)])))
  return {
    ...origin,
    kind: 'object',
    required: new Set(required),
    get members() {
      return members()
    },
    get others() {
      return others === false ? undefined : formOf(others)
    },
    get keys() {
      return formOf(keys)
    },
  }
}

/** @template T @param {() => T} make @returns {() => T} */
function once(make) {
  /** @type {T | undefined} */
  let made
  return () => (made ??= make())
}

const TEXT = { type: 'string' }
const ANYTHING = Object.freeze({ any: true, values: new Map(), shapes: [] })
const NOTHING = Object.freeze({ any: false, values: new Map(), shapes: [] })

/** @param {readonly unknown[]} values @returns {Form} */
const valuesForm = (values) => ({
  any: false,
  values: new Map(values.map((each) => [JSON.stringify(each), each])),
  shapes: [],
})

/** @param {Shape} shape @returns {Form} */
export const shapesForm = (shape) => ({ any: false, values: new Map(), shapes: [shape] })

/** @param {readonly Form[]} forms @returns {Form} */
function united(forms) {
  if (forms.length === 1 && forms[0]) return forms[0]
  if (forms.some(({ any }) => any)) return ANYTHING
  const shapes = [...new Set(forms.flatMap((each) => each.shapes))]
  return { any: false, values: new Map(forms.flatMap(({ values }) => [...values])), shapes }
}

/** What all of several schemas ask for, as one. @param {Schema} schema @param {ReadonlyMap<string, Schema>} types @returns {Schema} */
function merged({ allOf, ...own }, types) {
  const parts = [...allOf.map((/** @type {Schema} */ each) => resolved(each, types)), own]
  return {
    ...Object.assign({}, ...parts),
    ...(parts.some(({ properties }) => properties) && {
      properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
      required: parts.flatMap(({ required = [] }) => required),
    }),
  }
}

/** @param {Schema} schema @param {ReadonlyMap<string, Schema>} types @returns {Schema} */
function resolved(schema, types) {
  const target = types.get(refOf(schema) ?? '')
  if (target) return resolved(target, types)
  return schema.allOf ? merged(/** @type {any} */ (schema), types) : schema
}
