/** Canonical JSON (MCJ-1): the kernel's spelling, for values that every reader understands alike. */

import { canonical } from 'mizan-client/canonical'

const DEEPEST = 32
const LONGEST = 16 * 1024

/** A value that has no canonical spelling, or a text that is not in it. */
export class NotCanonical extends Error {}

/**
 * Spell a value that was read from JSON, or is made of the like.
 * @param {unknown} value
 * @returns {string}
 */
export function spell(value) {
  check(value, DEEPEST)
  const spelt = canonical(value)
  if (new TextEncoder().encode(spelt).length > LONGEST) throw new NotCanonical(`longer than ${LONGEST} bytes`)
  return spelt
}

/**
 * Read a text that is canonical JSON.
 * @param {string} text
 * @returns {unknown}
 */
export function read(text) {
  const value = parse(text)
  if (spell(value) !== text) throw new NotCanonical('not the canonical spelling')
  return value
}

/** @param {string} text @returns {unknown} */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    throw new NotCanonical('no JSON')
  }
}

/** Refuse what another reader could understand differently. @param {unknown} value @param {number} levels that are left */
function check(value, levels) {
  if (typeof value === 'string') return checkText(value)
  if (typeof value === 'number') return checkNumber(value)
  if (typeof value !== 'object' || value === null) return
  if (levels === 0) throw new NotCanonical(`nested deeper than ${DEEPEST} levels`)
  for (const [name, each] of Object.entries(value)) {
    checkText(name)
    check(each, levels - 1)
  }
}

/** @param {string} text */
function checkText(text) {
  if (/\p{Surrogate}/u.test(text)) throw new NotCanonical('a string holds a lone surrogate')
}

/** @param {number} number */
function checkNumber(number) {
  if (!Number.isFinite(number)) throw new NotCanonical('a number is not finite')
  if (Number.isInteger(number) && !Number.isSafeInteger(number))
    throw new NotCanonical('a whole number is beyond 2^53-1')
}
