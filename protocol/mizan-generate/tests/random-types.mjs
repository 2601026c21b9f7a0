/** Random types: made, widened somewhere, and values of them made and read. */

const PREFIX = '#/components/schemas/'
const KINDS = ['string', 'integer', 'number', 'boolean', 'null', 'enum', 'array', 'tuple', 'object', 'record', 'type']
export const NAMES = ['A', 'B', 'C']

/** @typedef {Record<string, any>} Schema */
/** @typedef {{ root: Schema, schemas: Record<string, Schema> }} Type */

/** A source of numbers below a limit that are always the same for a seed. @param {number} seed @returns {(limit: number) => number} */
export function randomOf(seed) {
  let state = seed * 2654435761 + 1
  return (limit) => {
    state = (state * 1103515245 + 12345) % 2147483648
    return Math.floor((state / 2147483648) * limit)
  }
}

/** @typedef {ReturnType<typeof randomOf>} Random */

/** @param {Random} random @returns {Type} */
export function typeOf(random) {
  const schemas = Object.fromEntries(NAMES.map((name) => [name, objectOf(random, 3)]))
  return { root: schemaOf(random, 4), schemas }
}

/** @param {Random} random @param {number} depth @returns {Schema} */
function schemaOf(random, depth) {
  if (depth <= 0 || random(4)) return kindOf(KINDS[random(KINDS.length)] ?? '', random, depth)
  const kinds = ['string', 'number', 'boolean', 'null', 'array', 'object'].filter(() => random(2))
  const anyOf = kinds.map((kind) => kindOf(kind, random, depth))
  return anyOf.length > 1 ? { anyOf } : kindOf('string', random, depth)
}

/** @param {string} kind @param {Random} random @param {number} depth @returns {Schema} */
function kindOf(kind, random, depth) {
  if (depth <= 0) return { type: 'integer', minimum: random(3) }
  switch (kind) {
    case 'string':
      return { type: 'string', minLength: random(2), maxLength: 2 + random(3) }
    case 'integer':
    case 'number':
      return { type: kind, minimum: random(3), maximum: 3 + random(3) }
    case 'enum':
      return { enum: ['a', 'b', 'c', 1, 2].filter((_, at) => !at || random(2)) }
    case 'array':
      return { type: 'array', items: schemaOf(random, depth - 1), maxItems: 2 + random(2) }
    case 'tuple': {
      const prefixItems = [schemaOf(random, depth - 1), schemaOf(random, depth - 1)]
      return { type: 'array', prefixItems, items: false, minItems: 2, maxItems: 2 }
    }
    case 'object':
      return objectOf(random, depth)
    case 'record':
      return { type: 'object', additionalProperties: schemaOf(random, depth - 1) }
    case 'type':
      return { $ref: `${PREFIX}${NAMES[random(NAMES.length)]}` }
    default:
      return { type: kind }
  }
}

/** @param {Random} random @param {number} depth @returns {Schema} */
function objectOf(random, depth) {
  const names = ['x', 'y', 'z'].filter((_, at) => !at || random(2))
  const properties = Object.fromEntries(names.map((name) => [name, schemaOf(random, depth - 1)]))
  return { type: 'object', properties, required: names.filter(() => random(2)) }
}

/** All schemas that a type holds, those of the types that it refers to included. @param {Type} type */
function partsOf({ root, schemas }) {
  /** @type {Set<Schema>} */
  const found = new Set([root])
  for (const each of found) {
    const parts = [each.items, each.additionalProperties, schemas[each.$ref?.slice(PREFIX.length)]]
    const lists = [each.anyOf, each.prefixItems, Object.values(each.properties ?? {})]
    for (const part of [...parts, ...lists.flatMap((list) => list ?? [])]) if (typeof part === 'object') found.add(part)
  }
  return [...found]
}

/** Ways to make a schema wider, each with those that it is for. @type {readonly [(schema: Schema) => boolean, (schema: Schema) => void][]} */
const WAYS = [
  [({ enum: values }) => values, (schema) => schema.enum.push('d')],
  [({ minimum }) => minimum !== undefined, (schema) => schema.minimum--],
  [({ maximum }) => maximum !== undefined, (schema) => schema.maximum++],
  [({ maxLength }) => maxLength !== undefined, (schema) => schema.maxLength++],
  [({ items, maxItems }) => items && maxItems, (schema) => schema.maxItems++],
  [({ required }) => required?.length, (schema) => schema.required.pop()],
]

/** The same type, but that it allows more in one place; nothing if there is no such place. @param {Type} type @param {Random} random */
export function widened(type, random) {
  const copy = structuredClone(type)
  const choices = partsOf(copy).flatMap((part) =>
    WAYS.filter(([fits]) => fits(part)).map(([, widen]) => ({ part, widen })),
  )
  const choice = choices[random(choices.length)]
  if (!choice) return undefined
  choice.widen(choice.part)
  return copy
}

/** A value that a type allows. @param {Schema} schema @param {Record<string, Schema>} schemas @param {Random} random @param {number} [depth] @returns {unknown} */
export function exampleOf(schema, schemas, random, depth = 0) {
  const inside = (/** @type {Schema} */ each) => exampleOf(each, schemas, random, depth + 1)
  if (depth > 12) throw new RangeError('Too deep: it must hold itself.')
  if (schema.$ref) return inside(schemas[schema.$ref.slice(PREFIX.length)] ?? {})
  if (schema.enum) return schema.enum[random(schema.enum.length)]
  if (schema.anyOf) return inside(schema.anyOf[random(schema.anyOf.length)])
  const types = [schema.type].flat()
  switch (types[random(types.length)]) {
    case 'string':
      return 'abcdefgh'.slice(0, schema.minLength + random(schema.maxLength - schema.minLength + 1))
    case 'integer':
      return schema.minimum + random((schema.maximum ?? schema.minimum + 3) - schema.minimum + 1)
    case 'number':
      return schema.minimum + random((schema.maximum - schema.minimum) * 2 + 1) / 2
    case 'boolean':
      return Boolean(random(2))
    case 'array':
      if (schema.prefixItems) return schema.prefixItems.map(inside)
      return Array.from({ length: depth > 6 ? 0 : random(schema.maxItems + 1) }, () => inside(schema.items))
    case 'object': {
      const others =
        schema.additionalProperties && depth < 6 && random(2) ? [['k', inside(schema.additionalProperties)]] : []
      const given = Object.entries(schema.properties ?? {}).filter(
        ([name]) => schema.required.includes(name) || (depth < 6 && random(2)),
      )
      return Object.fromEntries([...others, ...given.map(([name, each]) => [name, inside(each)])])
    }
    default:
      return null
  }
}

/** Whether a type allows a value; with `strict`, none that holds a member it does not know. @param {unknown} value @param {Schema} schema @param {Record<string, Schema>} schemas @param {boolean} strict @returns {boolean} */
export function allows(value, schema, schemas, strict) {
  const inside = (/** @type {unknown} */ each, /** @type {Schema} */ part) => allows(each, part, schemas, strict)
  if (schema.$ref) return inside(value, schemas[schema.$ref.slice(PREFIX.length)] ?? {})
  if (schema.enum) return schema.enum.includes(value)
  if (schema.anyOf) return schema.anyOf.some((/** @type {Schema} */ each) => inside(value, each))
  return [schema.type].flat().some((type) => {
    if (type === 'null') return value === null
    if (type === 'boolean') return typeof value === 'boolean'
    if (type === 'string')
      return typeof value === 'string' && value.length >= schema.minLength && value.length <= schema.maxLength
    if (type === 'integer' || type === 'number') {
      if (typeof value !== 'number' || (type === 'integer' && !Number.isInteger(value))) return false
      return value >= schema.minimum && value <= (schema.maximum ?? Number.POSITIVE_INFINITY)
    }
    if (type === 'array') {
      if (!Array.isArray(value) || value.length > schema.maxItems || value.length < (schema.minItems ?? 0)) return false
      return value.every((each, at) => inside(each, schema.prefixItems?.[at] ?? schema.items))
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const { properties = {}, required = [], additionalProperties } = schema
    if (required.some((/** @type {string} */ name) => !Object.hasOwn(value, name))) return false
    return Object.entries(value).every(([name, each]) => {
      if (Object.hasOwn(properties, name)) return inside(each, properties[name])
      return additionalProperties ? inside(each, additionalProperties) : !strict
    })
  })
}
