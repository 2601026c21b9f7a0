/** A document behind a URL. */

import { Problem } from '../problem.mjs'
import { parse } from './file.mjs'

const LIMIT_MS = 30_000

/** @param {string} url @returns {Promise<unknown>} */
export async function fromUrl(url) {
  const { status, ok, body } = await answer(url)
  if (!ok) throw new Problem(`${url} answered ${status}. source.url must be where the document is served.`)
  return parse(body, url)
}

/** @param {string} url */
async function answer(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) })
    return { status: response.status, ok: response.ok, body: await response.text() }
  } catch (error) {
    const { cause, message } = /** @type {Error} */ (error)
    throw new Problem(`${url} cannot be reached: ${/** @type {Error} */ (cause)?.message ?? message}`)
  }
}
