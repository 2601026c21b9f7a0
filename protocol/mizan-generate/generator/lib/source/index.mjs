/** Where documents come from: a Python module, a file, a URL. */

import { fromFastapi } from './fastapi.mjs'
import { fromFile } from './file.mjs'
import { fromUrl } from './url.mjs'

/**
 * Read the document that a config names.
 * @param {import('../config.mjs').Config} config
 * @returns {Promise<unknown>}
 */
export function readDocument(config) {
  if (config.kind === 'file') return fromFile(/** @type {string} */ (config.source))
  if (config.kind === 'url') return fromUrl(/** @type {string} */ (config.source))
  return fromFastapi(/** @type {import('../config.mjs').FastapiSource} */ (config.source))
}
