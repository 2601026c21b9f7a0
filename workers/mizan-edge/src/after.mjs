/** What a reader has made or seen: nothing older is shown to him. */

import { readAfter } from './keys.mjs'

/** @typedef {import('./keys.mjs').Generations} Generations */

/**
 * @typedef {object} After
 * @property {Generations} generations of tags, the newest of all his tokens
 * @property {boolean} isWhole whether that is all that his tokens say
 */

const MOST = 8
/** Stands for so many tags that they are not named. */
const ANY = '*'

/**
 * Read a header of after-tokens.
 * @param {readonly import('./keys.mjs').DerivedKeys[]} roots
 * @param {string | null} header
 * @returns {Promise<After>}
 */
export async function readAfters(roots, header) {
  const tokens = header?.split(',').map((each) => each.trim()) ?? []
  const read = await Promise.all(tokens.slice(0, MOST).map((each) => readAfter(roots, each)))
  /** @type {Record<string, number>} */
  const generations = Object.create(null)
  for (const each of read) {
    if (!each || each === 'unknown') continue
    for (const [tag, generation] of Object.entries(each)) generations[tag] = Math.max(generation, generations[tag] ?? 0)
  }
  return { generations, isWhole: tokens.length <= MOST && !read.includes('unknown') && !(ANY in generations) }
}

/** Tell whether somebody has made or seen more than these. @param {Generations} after @param {Generations} generations */
export const isAhead = (after, generations) =>
  Object.entries(generations).some(([tag, generation]) => (after[tag] ?? 0) > generation)

/** Tell whether somebody has made or seen any of these. @param {Generations} after @param {Generations} generations */
export const isTouched = (after, generations) => Object.keys(generations).some((tag) => after[tag] !== undefined)
