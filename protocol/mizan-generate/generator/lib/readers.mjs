/** Readers: for each schema the expression that reads its values from the wire, where some have another form there. */

import { access, memberKey, readerName, text } from './naming.mjs'
import { Problem } from './problem.mjs'
import { references, refOf, sorted } from './schema.mjs'
import { formOf, formsInUnion, membersOf } from './values.mjs'

/** @typedef {import('./schema.mjs').Schema} Schema */
/** @typedef {import('./values.mjs').Forms} Forms */

/**
 * What reads the values of some types; of those with no values to be read nothing is written.
 * @typedef {object} Readers
 * @property {ReadonlySet<string>} coded the types that have values to be read
 * @property {(schema: Schema | boolean, where: string, late?: boolean) => string} read an expression, empty if none is
 *   needed; `late` inside a function, where a bundler need not be told that it has no effects
 * @property {(schema: Schema) => boolean} isSpelt whether values to be sent need a spelling that JSON does not know
 */

/**
 * @param {ReadonlyMap<string, Schema>} types
 * @param {Forms} forms
 * @returns {Readers}
 */
export function readersOf(types, forms) {
  const coded = codedTypes(types, forms)
  const scope = { types, coded, forms }
  const spelt = Object.fromEntries(Object.entries(forms).filter(([, { encoded }]) => encoded))
  const sent = codedTypes(types, spelt)
  return {
    coded,
    read: (schema, where, late = false) => (isAny(forms) ? read(schema, { ...scope, where, late }) : ''),
    isSpelt: (schema) =>
      isAny(spelt) && (holds(schema, spelt, types) || references(schema).some((name) => sent.has(name))),
  }
}

/**
 * The types that the details of errors hold, which are as they travel, and that are shown otherwise elsewhere.
 * @param {ReadonlyMap<string, Schema>} types
 * @param {readonly Schema[]} details
 * @param {ReadonlySet<string>} coded
 */
export function typesInJson(types, details, coded) {
  const used = new Set(coded.size ? details.flatMap(references) : [])
  for (const each of used) for (const next of references(types.get(each) ?? {})) used.add(next)
  return new Set([...used].filter((each) => coded.has(each)))
}

/**
 * @typedef {object} Scope
 * @property {ReadonlyMap<string, Schema>} types
 * @property {ReadonlySet<string>} coded
 * @property {Forms} forms
 * @property {string} where
 * @property {boolean} late
 */

/** The types that hold a value to be read, at any depth. @param {ReadonlyMap<string, Schema>} types @param {Forms} forms */
function codedTypes(types, forms) {
  /** @type {Set<string>} */
  const coded = new Set()
  if (!isAny(forms)) return coded
  const users = new Map([...types.keys()].map((name) => [name, /** @type {string[]} */ ([])]))
  for (const [name, schema] of types) {
    for (const used of references(schema)) users.get(used)?.push(name)
    if (holds(schema, forms, types)) coded.add(name)
  }
  for (const name of coded) for (const user of users.get(name) ?? []) coded.add(user)
  return coded
}

/** Whether any form needs to be read. @param {Forms} forms */
const isAny = (forms) => Object.values(forms).some(({ read }) => read)

/** Whether a schema itself holds a value to be read, references aside. @param {Schema | boolean} schema @param {Forms} forms @param {ReadonlyMap<string, Schema>} types @returns {boolean} */
function holds(schema, forms, types) {
  const members = membersOf(schema)
  const inside = formsInUnion(members, forms, types)
  return members.some((each) => {
    if (typeof each === 'boolean') return false
    if (formOf(each, inside)?.read) return true
    return partsOf(each).some((part) => holds(part, inside, types))
  })
}

/** The schemas of what a value holds. @param {Schema} schema @returns {(Schema | boolean)[]} */
function partsOf({
  type,
  items,
  prefixItems = [],
  properties = {},
  additionalProperties,
  patternProperties = {},
  allOf = [],
}) {
  if (type === 'array') return [...prefixItems, ...(items === undefined ? [] : [items])]
  const named = Object.values(properties)
  // Beside named members the others are typed as unknown.
  const others = named.length || additionalProperties === undefined ? [] : [additionalProperties]
  return [...named, ...others, ...(named.length ? [] : Object.values(patternProperties)), ...allOf]
}

/** @param {Schema | boolean} schema @param {Scope} scope @returns {string} */
function read(schema, scope) {
  const members = membersOf(schema)
  const inside = { ...scope, forms: formsInUnion(members, scope.forms, scope.types) }
  const readers = members.map((each) => readMember(each, inside))
  if (!readers.some(Boolean)) return ''
  return members.length === 1 ? (readers[0] ?? '') : chosen(members, readers, inside)
}

/** @param {Schema | boolean} schema @param {Scope} scope @returns {string} */
function readMember(schema, scope) {
  if (typeof schema === 'boolean') return ''
  const name = refOf(schema)
  if (name !== undefined) return scope.coded.has(name) ? readerName(name) : ''
  const form = formOf(schema, scope.forms)
  if (form) return form.read ? `$.${form.read}` : ''
  if (schema.allOf) return intersection(schema.allOf, scope)
  if (schema.type === 'array') return readList(schema, scope)
  return schema.type === 'object' ? readObject(schema, scope) : ''
}

/** @param {Schema} schema @param {Scope} scope */
function readList({ items = true, prefixItems }, scope) {
  if (!prefixItems) return made('list', [read(items, scope)], scope)
  return made(
    'tuple',
    prefixItems.map((/** @type {Schema} */ each) => read(each, scope)),
    scope,
  )
}

/** @param {Schema} schema @param {Scope} scope */
function readObject({ properties = {}, additionalProperties = true, patternProperties }, scope) {
  const names = sorted(properties).map(([name]) => name)
  if (!names.length) {
    const values = patternProperties ? { anyOf: Object.values(patternProperties) } : additionalProperties
    return made('map', [read(values, scope)], scope)
  }
  const members = names.flatMap((name) => {
    const reader = read(properties[name], { ...scope, late: true })
    return reader ? [`${memberKey(name)}: ${reader}`] : []
  })
  return members.length ? call(`fields(() => ({ ${members.join(', ')} }))`, scope) : ''
}

/** A reader made of others, if any of these is needed. @param {string} maker @param {string[]} readers @param {Scope} scope */
function made(maker, readers, scope) {
  return readers.some(Boolean) ? call(`${maker}(${readers.map((each) => each || PLAIN).join(', ')})`, scope) : ''
}

/** A call of a codec's maker, marked so that a bundler may drop it. @param {string} text @param {Scope} scope */
const call = (text, { late }) => `${late ? '' : '/*#__PURE__*/ '}$.${text}`

/** @param {Schema[]} schemas @param {Scope} scope */
function intersection(schemas, scope) {
  const readers = schemas.map((each) => read(each, scope)).filter(Boolean)
  if (readers.length > 1)
    throw new Problem(`${scope.where} is several types at once, of which each holds dates or the like. ${ADVICE}`)
  return readers[0] ?? ''
}

const PLAIN = '$.plain'
const ADVICE = 'Make it one type, or leave these values strings (dates, bytes, bigint in the config).'

/**
 * A reader that looks at a value to find out which member of a union it is.
 * @param {readonly (Schema | boolean)[]} members
 * @param {readonly string[]} readers
 * @param {Scope} scope
 */
function chosen(members, readers, scope) {
  const cases = members.map((each, index) => ({ schema: resolved(each, scope.types), reader: readers[index] ?? '' }))
  if (cases.some(({ schema }) => schema === undefined)) {
    throw new Problem(`${scope.where} may be anything, or something that holds dates or the like. ${ADVICE}`)
  }
  const tests = cases
    .flatMap(({ schema, reader }) => testsOf(schema ?? {}, reader, scope))
    .sort((a, b) => b.rank - a.rank)
  const only = onlyReader(tests)
  if (only) return only
  checkTold(tests, scope)
  const last = tests.findLastIndex(({ reader }) => reader)
  const steps = tests.slice(0, last + 1).map(({ test, reader }) => `${test} ? ${reader || PLAIN} : `)
  return call(`choose((next) => ${steps.join('')}${PLAIN})`, scope)
}

/**
 * How values of one member of a union are told from those of the others.
 * @typedef {object} Test
 * @property {string} test an expression
 * @property {string} reader
 * @property {number} rank how much it looks at; the most exact come first
 * @property {'string' | 'array' | 'object'} kind
 * @property {Schema} schema
 */

/** @param {Schema} schema @param {string} reader @param {Scope} scope @returns {Test[]} */
function testsOf(schema, reader, scope) {
  if (!('const' in schema) && !schema.enum && (schema.anyOf || schema.oneOf)) {
    // The union that a named type is; its own reader looks further.
    return membersOf(schema).flatMap((each) => testsOf(resolved(each, scope.types) ?? {}, reader, scope))
  }
  if ('const' in schema || schema.enum) {
    const values = /** @type {unknown[]} */ ('const' in schema ? [schema.const] : schema.enum).filter(
      (each) => typeof each === 'string',
    )
    return values.map((each) => ({ test: `next === ${text(each)}`, reader: '', rank: 1000, kind: 'string', schema }))
  }
  if (schema.type === 'string') return [{ test: "typeof next === 'string'", reader, rank: 0, kind: 'string', schema }]
  if (schema.type === 'array') return [{ test: 'Array.isArray(next)', reader, rank: 0, kind: 'array', schema }]
  if (schema.type !== 'object' && !schema.allOf) return []
  const required = [...(schema.required ?? [])].sort()
  const constants = constantsOf(schema)
  const tests = [
    `$.has(${['next', ...required.map(text)].join(', ')})`,
    ...constants.map(([name, values]) => isOneOf(`next${access(name)}`, values)),
  ]
  return [{ test: tests.join(' && '), reader, rank: 1 + required.length + constants.length, kind: 'object', schema }]
}

/** The required members that have one of a few values. @param {Schema} schema @returns {[string, unknown[]][]} */
function constantsOf({ properties = {}, required = [] }) {
  return sorted(properties).flatMap(([name, each]) => {
    const values = 'const' in each ? [each.const] : each.enum
    return values && required.includes(name) ? [/** @type {[string, unknown[]]} */ ([name, values])] : []
  })
}

/** The only reader that is needed, if one will do: it leaves values of other kinds alone. @param {readonly Test[]} tests */
function onlyReader(tests) {
  const read = tests.filter(({ reader }) => reader)
  const kinds = new Set(read.map(({ kind }) => kind))
  const alone =
    new Set(read.map(({ reader }) => reader)).size === 1 && tests.every((each) => each.reader || !kinds.has(each.kind))
  return alone ? read[0]?.reader : undefined
}

/** Refuse a union of which a value could be read as another member than it is. @param {readonly Test[]} tests @param {Scope} scope */
function checkTold(tests, { where }) {
  for (const [index, one] of tests.entries()) {
    for (const other of tests.slice(index + 1)) {
      if (one.kind !== other.kind || one.reader === other.reader || one.rank === 1000) continue
      if (one.kind !== 'object' || mayBe(one.schema, other.schema)) {
        throw new Problem(
          `${where} has members that cannot be told apart by what travels, and not all hold dates or the like. Give them a discriminator, or leave these values strings (dates, bytes, bigint in the config).`,
        )
      }
    }
  }
}

/** Whether an object of one type could pass for one of another. @param {Schema} one @param {Schema} other */
function mayBe(one, other) {
  const names = Object.keys(other.properties ?? {})
  const open = !names.length || other.additionalProperties || other.allOf
  if (!open && !(one.required ?? []).every((/** @type {string} */ name) => names.includes(name))) return false
  const theirs = new Map(constantsOf(other))
  return constantsOf(one).every(([name, values]) => {
    const those = theirs.get(name)
    return !those || those.some((each) => values.includes(each))
  })
}

/** A schema behind all its references; nothing where it may be anything. @param {Schema | boolean} schema @param {ReadonlyMap<string, Schema>} types @returns {Schema | undefined} */
function resolved(schema, types) {
  if (typeof schema === 'boolean') return schema ? undefined : {}
  const name = refOf(schema)
  if (name !== undefined) return resolved(types.get(name) ?? true, types)
  const known = ['const', 'enum', 'anyOf', 'oneOf', 'allOf', 'type'].some((each) => each in schema)
  return known ? schema : undefined
}

/** @param {string} value @param {readonly unknown[]} values */
const isOneOf = (value, values) =>
  values.length === 1 ? `${value} === ${text(values[0])}` : `[${values.map(text).join(', ')}].includes(${value})`
