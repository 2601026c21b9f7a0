/** How the answers of a query are kept, as the document says. */

import { Problem } from './problem.mjs'
import { brief, damaged, isNames, isRecord } from './schema.mjs'

/**
 * @typedef {object} Cache
 * @property {number} ttl seconds that an answer is shown again
 * @property {number} stale seconds more that it may be shown while it is computed again
 * @property {string} scope who may share it
 * @property {readonly string[]} vary the headers that it depends on, sorted
 * @property {string} shape a hash of what the query returns
 */

const SCOPES = ['public', 'permissions', 'tenant', 'session', 'user']
/** What names of headers are made of, in lower case (RFC 9110). */
const HEADER = /^[!#$%&'*+.^_`|~0-9a-z-]+$/

/**
 * Read the part of a function.
 * @param {unknown} given
 * @param {string} where
 * @returns {Cache | undefined}
 */
export function readCache(given, where) {
  if (given === undefined) return undefined
  if (!isRecord(given)) throw damaged(where, `its cache is ${brief(given)}`)
  const { ttl, stale = 0, scope, vary = [], shape } = given
  if (!isSeconds(ttl) || ttl === 0) throw damaged(where, `the ttl of its cache is ${brief(ttl)}`)
  if (!isSeconds(stale)) throw damaged(where, `the stale of its cache is ${brief(stale)}`)
  if (!SCOPES.includes(scope)) throw damaged(where, `the scope of its cache is ${brief(scope)}`)
  if (!isNames(vary) || !vary.every((name) => HEADER.test(name)))
    throw damaged(where, 'the vary of its cache is no list of headers in lower case')
  if (typeof shape !== 'string') throw damaged(where, `the shape of its cache is ${brief(shape)}`)
  return { ttl, stale, scope, vary: [...vary].sort(), shape }
}

/** @param {unknown} value @returns {value is number} */
const isSeconds = (value) => Number.isFinite(value) && /** @type {number} */ (value) >= 0

/**
 * An edge worker stands before one server, whose signature it compares.
 * @param {readonly import('./union.mjs').Part[]} parts
 * @param {readonly string[]} targets
 */
export function checkEdge(parts, targets) {
  if (!targets.includes('edge') || parts.length === 1) return
  const names = parts.map(({ source }) => source.name).sort()
  throw new Problem(
    `The target 'edge' is for one server, and there are ${names.join(' and ')}. Give each a config of its own for its worker.`,
  )
}
