/** Checks of a config's values: each refuses what it should not be, with a sentence. */

import { Problem, suggest } from './problem.mjs'

/** @param {Record<string, unknown>} given @param {readonly string[]} names @param {string} where */
export function known(given, names, where) {
  for (const key of Object.keys(given)) {
    if (!names.includes(key)) throw new Problem(`${where} has an unknown key '${key}'. ${suggest(key, names)}`)
  }
}

/** @param {unknown} value @param {string} where @param {string} example @returns {asserts value is string} */
export function needsText(value, where, example) {
  if (typeof value === 'string' && value) return
  const state = value === undefined ? 'is missing' : 'is no text'
  throw new Problem(`${where} ${state}. It should be a text, as in '${example}'.`)
}
