/** Which shape of a union became which, as far as that can be told. */

/** @typedef {import('./forms.mjs').Shape} Shape */

/**
 * Pair the shapes of two unions: those that are the same first, then those that are alike.
 * @param {readonly Shape[]} before
 * @param {readonly Shape[]} after
 * @param {(given: Shape, wanted: Shape) => boolean} fits
 */
export function paired(before, after, fits) {
  const left = new Set(before)
  const right = new Set(after)
  /** @type {[Shape, Shape][]} */
  const pairs = []
  const alone = (/** @type {Set<Shape>} */ side, /** @type {Shape} */ shape) =>
    [...side].filter(({ kind }) => kind === shape.kind).length === 1
  /** @type {((one: Shape, other: Shape) => boolean)[]} */
  const likenesses = [
    (one, other) => fits(one, other) && fits(other, one),
    (one, other) => tagsOf(one).some((tag) => tagsOf(other).includes(tag)),
    (one, other) => one.name !== undefined && one.name === other.name && one.kind === other.kind,
    (one, other) => one.kind === other.kind && alone(left, one) && alone(right, other) && !contradict(one, other),
    (one, other) => fits(one, other) || fits(other, one),
  ]
  for (const alike of likenesses) {
    for (const one of [...left]) {
      const other = [...right].find((each) => alike(one, each))
      if (!other) continue
      left.delete(one)
      right.delete(other)
      pairs.push([one, other])
    }
  }
  return { pairs, gone: [...left], fresh: [...right] }
}

/** The members that have one value only, by which a union's members are told apart. @param {Shape} shape */
function tagsOf(shape) {
  if (shape.kind !== 'object') return []
  return [...shape.members].flatMap(([name, { any, values, shapes }]) =>
    !any && values.size === 1 && !shapes.length && !values.has('null') ? [`${name}: ${[...values.keys()]}`] : [],
  )
}

/** Whether two shapes say of themselves that they are not the same. @param {Shape} one @param {Shape} other */
function contradict(one, other) {
  const names = (/** @type {Shape} */ shape) => tagsOf(shape).map((tag) => tag.split(':')[0])
  return names(one).some((name) => names(other).includes(name))
}
