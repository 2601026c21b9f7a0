/** A document in a file. */

import { readFileSync } from 'node:fs'
import { Problem } from '../problem.mjs'

/** @param {string} path @returns {unknown} */
export function fromFile(path) {
  let text
  try {
    text = readFileSync(path, 'utf8') // at once: in pieces it would take twice as long
  } catch (error) {
    throw new Problem(`The document ${path} cannot be read: ${/** @type {Error} */ (error).message}`)
  }
  return parse(text, path)
}

/** @param {string} text @param {string} origin @returns {unknown} */
export function parse(text, origin) {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem(`${origin} is no JSON: it begins with ${JSON.stringify(text.slice(0, 40))}.`)
  }
}
