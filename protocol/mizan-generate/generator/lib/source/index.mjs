/** Where documents come from: a Python module, a file, a URL. */

import { fromFastapi } from './fastapi.mjs'
import { fromFile } from './file.mjs'
import { fromUrl } from './url.mjs'

/**
 * @typedef {object} Read
 * @property {unknown} document
 * @property {readonly string[]} notes what its exporter had to say
 */

/**
 * Read the document that a config names.
 * @param {import('../config.mjs').Config} config
 * @returns {Promise<Read>}
 */
export async function readDocument({ kind, source }) {
  if (kind === 'fastapi') return fromFastapi(/** @type {import('../config.mjs').FastapiSource} */ (source))
  const read = kind === 'file' ? fromFile : fromUrl
  return { document: await read(/** @type {string} */ (source)), notes: [] }
}
