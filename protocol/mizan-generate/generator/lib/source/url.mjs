/** A document behind a URL. */

import { Problem } from '../problem.mjs'
import { parse } from './file.mjs'

/** @param {string} url @returns {Promise<unknown>} */
export async function fromUrl(url) {
  let response
  try {
    response = await fetch(url)
  } catch (error) {
    const { cause, message } = /** @type {Error} */ (error)
    throw new Problem(`${url} cannot be reached: ${/** @type {Error} */ (cause)?.message ?? message}`)
  }
  if (!response.ok) throw new Problem(`${url} answered ${response.status}.`)
  return parse(await response.text(), url)
}
