/** Where documents come from: a Python program, a file, a URL. */

/**
 * @typedef {object} Read
 * @property {unknown} document
 * @property {readonly string[]} notes what its exporter had to say
 */

/**
 * Read the document of a source. What reads the other kinds is not loaded.
 * @param {import('./config.mjs').Source} source
 * @returns {Promise<Read>}
 */
export async function readDocument(source) {
  switch (source.kind) {
    case 'fastapi':
      return (await import('./fastapi.mjs')).fromFastapi(source)
    case 'django':
      return (await import('./django.mjs')).fromDjango(source)
    case 'file':
      return { document: (await import('./file.mjs')).fromFile(source.path), notes: [] }
    case 'url':
      return { document: await (await import('./url.mjs')).fromUrl(source.url), notes: [] }
  }
}
