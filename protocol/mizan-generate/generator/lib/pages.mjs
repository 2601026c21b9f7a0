/** Pages: which queries give a list part by part, and what of their results says where it goes on. */

import { isRecord, refOf } from './schema.mjs'

/** @typedef {import('./schema.mjs').Schema} Schema */

/**
 * @typedef {object} Pages
 * @property {string} param the param that says which page
 * @property {string} next the member of the result that says which one is next
 * @property {string | undefined} previous the one that says which one is before
 */

const PARAMS = ['cursor', 'after', 'page']
const NEXT = ['next_cursor', 'next_page', 'next']
const PREVIOUS = ['previous_cursor', 'previous_page', 'previous']

/**
 * Tell how a query is paged: by an optional param of a usual name, if its result is a model with a member of a usual name
 * that is of the same type.
 * @param {{ kind: string, args: Schema, result: Schema }} query
 * @param {ReadonlyMap<string, Schema>} types
 * @returns {Pages | undefined}
 */
export function pagesOf({ kind, args, result }, types) {
  const shape = types.get(refOf(result) ?? '') ?? result
  const param = PARAMS.find((each) => Object.hasOwn(args.properties ?? {}, each) && !args.required?.includes(each))
  if (kind !== 'query' || !param || !isRecord(shape.properties)) return undefined
  const kindOf = scalarOf(args.properties[param])
  const find = (/** @type {readonly string[]} */ names) =>
    names.find((each) => Object.hasOwn(shape.properties, each) && scalarOf(shape.properties[each]) === kindOf)
  const next = kindOf && find(NEXT)
  return next ? { param, next, previous: find(PREVIOUS) } : undefined
}

/** The type of a schema that is a text or a whole number, or may be null, too. @param {Schema} schema */
function scalarOf(schema) {
  const parts = (schema.anyOf ?? [schema]).flatMap((/** @type {Schema} */ { type }) => type ?? ['unknown'])
  const others = parts.filter((/** @type {string} */ each) => each !== 'null')
  return others.length === 1 && ['string', 'integer'].includes(others[0]) ? others[0] : undefined
}
