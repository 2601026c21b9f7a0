/** Where documents come from: a Python program, a file, a URL. */

import { fromDjango } from './django.mjs'
import { fromFastapi } from './fastapi.mjs'
import { fromFile } from './file.mjs'
import { fromUrl } from './url.mjs'

/**
 * @typedef {object} Read
 * @property {unknown} document
 * @property {readonly string[]} notes what its exporter had to say
 */

/**
 * Read the document of a source.
 * @param {import('./config.mjs').Source} source
 * @returns {Promise<Read>}
 */
export async function readDocument(source) {
  switch (source.kind) {
    case 'fastapi':
      return fromFastapi(source)
    case 'django':
      return fromDjango(source)
    case 'file':
      return { document: await fromFile(source.path), notes: [] }
    case 'url':
      return { document: await fromUrl(source.url), notes: [] }
  }
}
