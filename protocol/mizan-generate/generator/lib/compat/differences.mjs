/** Where two types differ: every place with a sentence, and whether it breaks what is out there. */

import { comparing } from './local.mjs'

/** @typedef {import('./forms.mjs').Form} Form */
/** @typedef {import('./local.mjs').Difference} Difference */

/**
 * Make a function that lists how a type changed. Some difference is breaking if and only if the new type does not fit. What
 * is met again below the same root is told once, where it is nearest: types may hold each other in every way.
 * @param {import('./fits.mjs').Direction} direction
 * @returns {(before: Form, after: Form, path: string) => Difference[]}
 */
export function differing(direction) {
  const local = comparing(direction)
  return (before, after, path) => {
    const places = [{ before, after, path, covered: false }]
    /** @type {Difference[]} */
    const found = []
    const seen = new Set()
    for (const place of places) {
      const tell = (/** @type {Difference} */ each) => found.push({ ...each, path: place.path + each.path })
      const { own, pairs } = local(place.before, place.after, place.covered)
      own.forEach(tell)
      for (const pair of pairs) {
        if (seen.has(pair)) continue
        seen.add(pair)
        pair.own.forEach(tell)
        for (const part of pair.parts) places.push({ ...part, path: place.path + part.path })
      }
    }
    return found
  }
}
