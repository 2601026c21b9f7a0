/** What a mutation affects, as the types and the code of optimistic updates name it. */

import { access, memberKey, queriesType, text } from '../naming.mjs'

/** @typedef {import('../model.mjs').Model} Model */
/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */
/** @typedef {ReadonlyMap<string, readonly string[] | 'all'>} Affected by contexts: all of their queries, or some */

/**
 * The queries that a mutation affects. What affects everything changes who calls, so there is nothing to expect of it.
 * @param {FunctionModel} each
 * @param {Pick<Model, 'functions'>} model
 * @returns {Affected}
 */
export function affectedBy({ affects }, { functions }) {
  const contexts = contextsOf(functions)
  /** @type {Map<string, readonly string[] | 'all'>} */
  const found = new Map()
  for (const { context, function: name = '' } of affects) {
    const where = context ?? contexts.get(name)
    const before = where === undefined ? 'all' : found.get(where)
    if (where === undefined || before === 'all') continue
    found.set(where, context === undefined ? [...new Set([...(before ?? []), name])].sort() : 'all')
  }
  return found
}

/** @type {WeakMap<Model['functions'], ReadonlyMap<string, string>>} */
const known = new WeakMap()

/** The contexts of all functions; found once for a model, which asks for each of its mutations. @param {Model['functions']} functions */
function contextsOf(functions) {
  const found = known.get(functions) ?? new Map(functions.map(({ name, context }) => [name, context]))
  known.set(functions, found)
  return found
}

/** The names of contexts of whose queries there must be a type. @param {Pick<Model, 'functions'>} model */
export const expectedContexts = (model) =>
  new Set(model.functions.flatMap((each) => [...affectedBy(each, model).keys()]))

/** The type of what may be expected of a mutation; empty if nothing. @param {FunctionModel} each @param {Pick<Model, 'functions'>} model */
export function affectedText(each, model) {
  const parts = [...affectedBy(each, model)].map(([context, names]) => {
    const all = `T.${queriesType(context)}`
    return names === 'all' ? all : `Pick<${all}, ${names.map(text).join(' | ')}>`
  })
  return parts.sort().join(' & ')
}

/**
 * What arguments say of params that have other names; empty if they all have the same. Where targets differ, nothing is
 * said: wider, never staler.
 * @param {FunctionModel} each
 */
export function scopeText({ affects }) {
  /** @type {Map<string, string | null>} */
  const names = new Map()
  for (const { params = {} } of affects) {
    for (const [param, argument] of Object.entries(params)) {
      names.set(param, names.has(param) && names.get(param) !== argument ? null : argument)
    }
  }
  if ([...names].every(([param, argument]) => param === argument)) return ''
  const members = [...names].flatMap(([param, argument]) =>
    argument === null ? [] : [`${memberKey(param)}: args${access(argument)}`],
  )
  return `(args) => (${members.length ? `{ ${members.join(', ')} }` : '{}'})`
}
