/**
 * Whether what one side says is what the other side understands.
 *
 * Requests: what clients of then send, and a server that takes it now. Answers: what a server sends now, and clients that
 * took it then. They differ in one thing: a member that nobody knows is passed over in an answer, and lost in a request.
 */

import { accepts, scalarFits, sizeFits } from './scalars.mjs'

/** @typedef {import('./forms.mjs').Form} Form */
/** @typedef {import('./forms.mjs').Shape} Shape */
/** @typedef {import('./forms.mjs').ListShape} ListShape */
/** @typedef {import('./forms.mjs').ObjectShape} ObjectShape */
/** @typedef {'input' | 'output'} Direction */

/**
 * @typedef {object} Fitting
 * @property {(given: Form, wanted: Form) => boolean} form
 * @property {(given: Shape, wanted: Shape) => boolean} shape
 * @property {(given: ObjectShape, wanted: ObjectShape, name: string) => boolean} member
 * @property {(given: ObjectShape, wanted: ObjectShape) => boolean} others
 */

/**
 * Answers for one direction, which are remembered. A pair of shapes that leads back to itself fits if nothing else keeps it
 * from fitting; what was built on that assumption is forgotten where it turns out wrong, while a misfit stays one.
 * @param {Direction} direction
 * @returns {Fitting}
 */
export function fitting(direction) {
  /** @type {Map<string, boolean>} */
  const known = new Map()
  /** @type {Set<string>} */
  const assumed = new Set()

  /** @type {Fitting['form']} */
  const form = (given, wanted) => {
    if (wanted.any || given === wanted) return true
    if (given.any) return false
    const { values, shapes } = wanted
    const both = values.has('true') && values.has('false')
    return (
      [...given.values].every(([json, value]) => values.has(json) || shapes.some((each) => accepts(each, value))) &&
      given.shapes.every((each) => shapes.some((other) => shape(each, other)) || (both && each.kind === 'boolean'))
    )
  }

  /** @type {Fitting['shape']} */
  const shape = (given, wanted) => {
    const pair = `${given.id} ${wanted.id}`
    const answer = known.get(pair)
    if (answer !== undefined) return answer
    if (assumed.has(pair)) return true
    const before = assumed.size
    assumed.add(pair)
    const fits = parts(given, wanted)
    if (!fits) {
      for (const each of [...assumed].slice(before)) assumed.delete(each)
      known.set(pair, false)
    } else if (before === 0) {
      for (const each of assumed) known.set(each, true)
      assumed.clear()
    }
    return fits
  }

  /** @param {Shape} given @param {Shape} wanted */
  const parts = (given, wanted) => {
    if (given.kind === 'array') return wanted.kind === 'array' && list(given, wanted)
    if (given.kind === 'object') return wanted.kind === 'object' && object(given, wanted)
    return given.kind === wanted.kind && scalarFits(given.schema, wanted.schema)
  }

  /** @param {ListShape} given @param {ListShape} wanted */
  const list = (given, wanted) => {
    const count = Math.max(given.first.length, wanted.first.length)
    const places = [...Array(count).keys()].every((at) => {
      const [one, other] = [given.first[at] ?? given.rest, wanted.first[at] ?? wanted.rest]
      return !one || (other !== undefined && form(one, other))
    })
    const rest = !given.rest || (wanted.rest !== undefined && form(given.rest, wanted.rest))
    const unique = !wanted.schema.uniqueItems || given.schema.uniqueItems === true
    return places && rest && unique && sizeFits(given.schema, wanted.schema, 'minItems', 'maxItems')
  }

  /** @param {ObjectShape} given @param {ObjectShape} wanted */
  const object = (given, wanted) =>
    [...new Set([...given.members.keys(), ...wanted.members.keys()])].every((each) => member(given, wanted, each)) &&
    others(given, wanted) &&
    sizeFits(given.schema, wanted.schema, 'minProperties', 'maxProperties')

  /** @type {Fitting['member']} */
  const member = (given, wanted, name) => {
    const [one, other] = [given.members.get(name), wanted.members.get(name)]
    if (!other) return !one || (wanted.others ? form(one, wanted.others) : direction === 'output')
    if (wanted.required.has(name) && !(one && given.required.has(name))) return false
    return one ? form(one, other) : !given.others || form(given.others, other)
  }

  /** @type {Fitting['others']} */
  const others = (given, wanted) => {
    if (!given.others) return true
    if (!wanted.others) return direction === 'output'
    return form(given.others, wanted.others) && form(given.keys, wanted.keys)
  }

  return { form, shape, member, others }
}
