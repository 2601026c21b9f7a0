/** A document in a file. */

import { readFile } from 'node:fs/promises'
import { Problem } from '../problem.mjs'

/** @param {string} path @returns {Promise<unknown>} */
export async function fromFile(path) {
  let text
  try {
    text = await readFile(path, 'utf8')
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
