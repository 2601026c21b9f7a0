/** How one place of a type changed, without what lies deeper: that is told by its own places. */

import { isDeepStrictEqual } from 'node:util'
import { fitting } from './fits.mjs'
import { shapesForm } from './forms.mjs'
import { paired } from './pairs.mjs'
import { accepts, sizeFits } from './scalars.mjs'
import { formWords, shapeWords } from './words.mjs'

/** @typedef {import('./forms.mjs').Form} Form */
/** @typedef {import('./forms.mjs').Shape} Shape */
/** @typedef {import('./forms.mjs').ListShape} ListShape */
/** @typedef {import('./forms.mjs').ObjectShape} ObjectShape */

/** @typedef {{ breaking: boolean, path: string, change: string, message: string }} Difference */

/** @typedef {{ before: Form, after: Form, path: string, covered: boolean }} Part deeper by a path; covered by another choice, so that nothing there is breaking */
/** @typedef {{ own: readonly Difference[], parts: readonly Part[] }} PairNode two shapes, of which one became the other */
/** @typedef {{ own: readonly Difference[], pairs: readonly PairNode[] }} FormNode */

/** @typedef {{ direction: import('./fits.mjs').Direction, fits: import('./fits.mjs').Fitting }} Side */

/**
 * Make a function that compares places, each once.
 * @param {Side['direction']} direction
 * @returns {(before: Form, after: Form, covered: boolean) => FormNode}
 */
export function comparing(direction) {
  const side = { direction, fits: fitting(direction) }
  /** @type {Map<Form, Map<Form, FormNode>>[]} those that are not covered, and those that are */
  const forms = [new Map(), new Map()]
  /** @type {Map<string, PairNode>} */
  const pairs = new Map()
  /** @param {Shape} before @param {Shape} after @param {boolean} covered */
  const pairNode = (before, after, covered) => {
    const key = `${before.id} ${after.id} ${covered}`
    const node = pairs.get(key) ?? ofShapes(before, after, covered, side)
    pairs.set(key, node)
    return node
  }
  return (before, after, covered) => {
    const known = forms[Number(covered)]
    const nodes = known?.get(before) ?? new Map()
    known?.set(before, nodes)
    const node = nodes.get(after) ?? ofForms(before, after, covered, side, pairNode)
    nodes.set(after, node)
    return node
  }
}

/** What is given and what is wanted: clients of then send to the server of now, whose answers they read. @template T @param {T} before @param {T} after @param {Side} side @returns {[T, T]} */
const asked = (before, after, { direction }) => (direction === 'input' ? [before, after] : [after, before])

/** @param {Form} before @param {Form} after @param {boolean} covered @param {Side} side @param {(before: Shape, after: Shape, covered: boolean) => PairNode} pairNode @returns {FormNode} */
function ofForms(before, after, covered, side, pairNode) {
  if (before === after || (before.any && after.any)) return { own: [], pairs: [] }
  const { form, shape } = side.fits
  const fits = covered || form(...asked(before, after, side))
  const { pairs, gone, fresh } = paired(before.shapes, after.shapes, shape)
  if (before.any || after.any || (!pairs.length && replaced(before, after))) {
    return { own: fitted([changed(before, after, side, form, formWords)], fits), pairs: [] }
  }
  const own = [
    ...ofValues(before, after, side),
    ...gone.flatMap((each) => leftOut(each, after, side)),
    ...fresh.flatMap((each) => added(each, before, side)),
  ]
  const misfits = pairs.filter((pair) => !shape(...asked(...pair, side)))
  // A pair may do without fitting where another choice covers it.
  const nodes = pairs.map((pair) => pairNode(...pair, covered || (fits && misfits.includes(pair))))
  return { own: fitted(own, fits), pairs: nodes }
}

/** Whether two forms without a shape in common have no value in common either, and are more than values. @param {Form} before @param {Form} after */
const replaced = (before, after) =>
  before.shapes.length + after.shapes.length > 0 && ![...before.values.keys()].some((json) => after.values.has(json))

/** @param {Difference[]} found @param {boolean} fits whether none of them can be breaking */
const fitted = (found, fits) => (fits ? found.map((each) => ({ ...each, breaking: false })) : found)

/**
 * A thing that changed as a whole.
 * @template T
 * @param {T} before
 * @param {T} after
 * @param {Side} side
 * @param {(given: T, wanted: T) => boolean} fits
 * @param {(thing: T) => string} words
 * @returns {Difference}
 */
function changed(before, after, side, fits, words) {
  const breaking = !fits(...asked(before, after, side))
  const incomparable = breaking && !fits(...asked(after, before, side))
  const relation = breaking === (side.direction === 'input') ? 'type-narrowed' : 'type-widened'
  const message = `was ${words(before)}, is ${words(after)}`
  return { breaking, path: '', change: incomparable ? 'type-changed' : relation, message }
}

/** @param {Form} before @param {Form} after @param {Side} side @returns {Difference[]} */
function ofValues(before, after, side) {
  const missing = (/** @type {Form} */ one, /** @type {Form} */ other) =>
    [...one.values]
      .filter(([json, value]) => !other.values.has(json) && !other.shapes.some((each) => accepts(each, value)))
      .map(([json]) => json)
  return [
    ...missing(before, after).map((json) => noLonger(json, 'value-removed', side)),
    ...missing(after, before).map((json) => now(json, 'value-added', side)),
  ]
}

/** @param {Shape} shape @param {Form} after @param {Side} side @returns {Difference[]} */
const leftOut = (shape, after, side) =>
  side.fits.form(shapesForm(shape), after) ? [] : [noLonger(shapeWords(shape), 'choice-removed', side)]

/** @param {Shape} shape @param {Form} before @param {Side} side @returns {Difference[]} */
const added = (shape, before, side) =>
  side.fits.form(shapesForm(shape), before) ? [] : [now(shapeWords(shape), 'choice-added', side)]

/** @param {string} what @param {string} change @param {Side} side @returns {Difference} */
const noLonger = (what, change, { direction }) =>
  direction === 'input'
    ? { breaking: true, path: '', change, message: `${what} is no longer accepted` }
    : { breaking: false, path: '', change, message: `${what} is no longer returned` }

/** @param {string} what @param {string} change @param {Side} side @returns {Difference} */
const now = (what, change, { direction }) =>
  direction === 'input'
    ? { breaking: false, path: '', change, message: `${what} is accepted now` }
    : { breaking: true, path: '', change, message: `${what} may be returned now, which clients do not expect` }

/** @param {Shape} before @param {Shape} after @param {boolean} covered @param {Side} side @returns {PairNode} */
function ofShapes(before, after, covered, side) {
  const { own, parts } = partsOf(before, after, side)
  const deeper = parts.flatMap(([path, one, other]) =>
    one && other ? [{ before: one, after: other, path, covered }] : [],
  )
  return { own: fitted(own, covered), parts: deeper }
}

/** @typedef {readonly [path: string, before: Form | undefined, after: Form | undefined]} Deeper */
/** @typedef {{ own: Difference[], parts: readonly Deeper[] }} Found */

/** @param {Shape} before @param {Shape} after @param {Side} side @returns {Found} */
function partsOf(before, after, side) {
  if (before.kind === 'object' && after.kind === 'object') return ofObjects(before, after, side)
  if (before.kind === 'array' && after.kind === 'array') return ofLists(before, after, side)
  const { shape } = side.fits
  const same = shape(before, after) && shape(after, before)
  return { own: same ? [] : [changed(before, after, side, shape, shapeWords)], parts: [] }
}

/** @param {ListShape} before @param {ListShape} after @param {Side} side @returns {Found} */
function ofLists(before, after, side) {
  const alike = before.first.length === after.first.length && !before.rest === !after.rest
  if (!alike) return { own: [changed(before, after, side, side.fits.shape, shapeWords)], parts: [] }
  const places = before.first.map((one, at) => /** @type {Deeper} */ ([`[${at}]`, one, after.first[at]]))
  return {
    own: ofSizes(before, after, side, ['minItems', 'maxItems', 'uniqueItems']),
    parts: [...places, ['[]', before.rest, after.rest]],
  }
}

/** @param {ObjectShape} before @param {ObjectShape} after @param {Side} side @returns {Found} */
function ofObjects(before, after, side) {
  const names = [...new Set([...before.members.keys(), ...after.members.keys()])].sort()
  const members = names.map(
    (name) => /** @type {Deeper} */ ([`.${name}`, before.members.get(name), after.members.get(name)]),
  )
  const kept = before.others && after.others
  return {
    own: [
      ...names.flatMap((name) => ofMember(before, after, name, side)),
      ...ofOthers(before, after, side),
      ...ofSizes(before, after, side, ['minProperties', 'maxProperties']),
    ],
    parts: [
      ...members,
      ['.*', before.others, after.others],
      ['.* (its name)', kept && before.keys, kept && after.keys],
    ],
  }
}

/** Whether a member is there and must be; what it holds is told by its own place. @param {ObjectShape} before @param {ObjectShape} after @param {string} name @param {Side} side @returns {Difference[]} */
function ofMember(before, after, name, side) {
  const path = `.${name}`
  const input = side.direction === 'input'
  const needed = [before.required.has(name), after.required.has(name)]
  if (!before.members.has(name) || !after.members.has(name)) {
    const breaking = !side.fits.member(...asked(before, after, side), name)
    const added = before.members.has(name) ? MEMBERS.gone : needed[1] ? MEMBERS.newRequired : MEMBERS.newOptional
    const [change, message] = added[side.direction]
    return [{ breaking, path, change, message }]
  }
  if (needed[0] !== needed[1]) {
    const [change, message] = MEMBERS[needed[1] ? 'required' : 'optional'][side.direction]
    return [{ breaking: input === needed[1], path, change, message }]
  }
  return input && !needed[0] ? ofDefaults(before, after, name) : []
}

const MEMBERS = /** @type {const} */ ({
  newRequired: {
    input: ['member-added', 'is required, and clients do not send it'],
    output: ['member-added', 'is returned now'],
  },
  newOptional: { input: ['member-added', 'may be given now'], output: ['member-added', 'may be returned now'] },
  gone: {
    input: ['member-removed', 'is gone, and clients send it'],
    output: ['member-removed', 'is no longer returned'],
  },
  required: {
    input: ['now-required', 'is required now, and clients may leave it out'],
    output: ['now-required', 'is always there now'],
  },
  optional: {
    input: ['now-optional', 'may be left out now'],
    output: ['now-optional', 'may be missing now, which clients do not expect'],
  },
})

/** Another default is another meaning of what clients leave out, though it is understood. @param {ObjectShape} before @param {ObjectShape} after @param {string} name @returns {Difference[]} */
function ofDefaults({ schema: before }, { schema: after }, name) {
  const [one, other] = [before.properties[name]?.default, after.properties[name]?.default]
  if (isDeepStrictEqual(one, other)) return []
  const message = `its default was ${JSON.stringify(one) ?? 'none'}, is ${JSON.stringify(other) ?? 'none'}`
  return [{ breaking: false, path: `.${name}`, change: 'default-changed', message }]
}

/** Members of any other name. @param {ObjectShape} before @param {ObjectShape} after @param {Side} side @returns {Difference[]} */
function ofOthers(before, after, side) {
  if (!before.others === !after.others) return []
  const place = { path: '.*', breaking: !side.fits.others(...asked(before, after, side)) }
  if (after.others) return [{ ...place, change: 'others-added', message: 'there may be further members now' }]
  return [{ ...place, change: 'others-removed', message: 'further members are no longer kept' }]
}

/** @param {ListShape | ObjectShape} before @param {ListShape | ObjectShape} after @param {Side} side @param {[string, string, string?]} keywords @returns {Difference[]} */
function ofSizes(before, after, side, [min, max, unique = '']) {
  const fits = (/** @type {ListShape | ObjectShape} */ given, /** @type {ListShape | ObjectShape} */ wanted) =>
    sizeFits(given.schema, wanted.schema, min, max) && (!wanted.schema[unique] || given.schema[unique] === true)
  if (fits(before, after) && fits(after, before)) return []
  const words = (/** @type {ListShape | ObjectShape} */ { schema }) =>
    `of ${schema[min] ?? 0} to ${schema[max] ?? 'any number of'} members${schema[unique] ? ', no two the same' : ''}`
  return [changed(before, after, side, fits, words)]
}
