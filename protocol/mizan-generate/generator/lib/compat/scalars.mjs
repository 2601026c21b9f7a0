/** Texts, numbers and sizes: whether all that one schema allows is allowed by another. */

/** @typedef {import('../schema.mjs').Schema} Schema */

/**
 * Whether every text or number that `given` allows is one that `wanted` allows.
 * @param {Schema} given
 * @param {Schema} wanted
 */
export const scalarFits = (given, wanted) =>
  (!wanted.integer || given.integer === true) &&
  LABELS.every((label) => wanted[label] === undefined || wanted[label] === given[label]) &&
  isMultiple(given.multipleOf ?? (given.integer ? 1 : undefined), wanted.multipleOf) &&
  isAbove(lowest(given), lowest(wanted)) &&
  isAbove(negated(highest(given)), negated(highest(wanted))) &&
  sizeFits(given, wanted, 'minLength', 'maxLength')

const LABELS = ['format', 'pattern']

/**
 * Whether every size that `given` allows is one that `wanted` allows.
 * @param {Schema} given
 * @param {Schema} wanted
 * @param {string} min
 * @param {string} max
 */
export const sizeFits = (given, wanted, min, max) =>
  (given[min] ?? 0) >= (wanted[min] ?? 0) &&
  (given[max] ?? Number.POSITIVE_INFINITY) <= (wanted[max] ?? Number.POSITIVE_INFINITY)

/**
 * Whether a shape without parts allows a value; one with a format or a pattern, only if that is certain.
 * @param {{ kind: string, schema: Schema }} shape
 * @param {unknown} value
 */
export function accepts({ kind, schema }, value) {
  if (kind === 'boolean') return typeof value === 'boolean'
  if (kind === 'string' && typeof value === 'string') {
    const length = [...value].length
    const exact = { minLength: length, maxLength: length }
    return !schema.format && matches(schema.pattern, value) && sizeFits(exact, schema, 'minLength', 'maxLength')
  }
  if (kind !== 'number' || typeof value !== 'number') return false
  const exact = { minimum: value, maximum: value, multipleOf: value || undefined, integer: Number.isInteger(value) }
  return scalarFits(value ? exact : { ...exact, multipleOf: schema.multipleOf }, schema)
}

/** @param {string | undefined} pattern @param {string} value */
function matches(pattern, value) {
  try {
    return pattern === undefined || new RegExp(pattern, 'u').test(value)
  } catch {
    return false // Python's patterns are not all JavaScript's
  }
}

/** @typedef {{ at: number, open: boolean }} End */

/** The lower end of a range; one of whole numbers is written as one that they can reach. @param {Schema} schema @returns {End} */
function lowest({ minimum = Number.NEGATIVE_INFINITY, exclusiveMinimum = Number.NEGATIVE_INFINITY, integer }) {
  if (integer) return { at: Math.max(Math.ceil(minimum), Math.floor(exclusiveMinimum) + 1), open: false }
  return { at: Math.max(minimum, exclusiveMinimum), open: exclusiveMinimum >= minimum }
}

/** @param {Schema} schema @returns {End} */
function highest({ maximum = Number.POSITIVE_INFINITY, exclusiveMaximum = Number.POSITIVE_INFINITY, integer }) {
  return negated(lowest({ minimum: -maximum, exclusiveMinimum: -exclusiveMaximum, integer }))
}

/** @param {End} end @returns {End} */
const negated = ({ at, open }) => ({ at: -at, open })

/** @param {End} given @param {End} wanted */
const isAbove = (given, wanted) =>
  given.at > wanted.at || (given.at === wanted.at && (given.open || !wanted.open || !Number.isFinite(given.at)))

/** @param {number | undefined} given @param {number | undefined} wanted */
const isMultiple = (given, wanted) => wanted === undefined || (given !== undefined && given % wanted === 0)
