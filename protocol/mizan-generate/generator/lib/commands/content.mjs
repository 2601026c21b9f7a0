/** What a server offers, from a document in a file or from the sources of a config. */

import { readConfig } from '../config.mjs'
import { readContent } from '../document.mjs'
import { contentOf } from '../generate.mjs'
import { step } from '../problem.mjs'
import { fromFile } from '../source/file.mjs'

/**
 * Read the file, if one is named; else what the config's sources say now.
 * @param {string | undefined} file
 * @param {unknown} config a config's path; the usual one unless given
 * @param {import('../generate.mjs').Reader} read
 */
export async function contentIn(file, config, read) {
  if (file === undefined) {
    const path = String(config ?? 'mizan.config.mjs')
    return contentOf(await step('CONFIG', () => readConfig(path)), read)
  }
  const document = await step('SOURCE', () => fromFile(file))
  return { content: await step('DOCUMENT', () => readContent(document)), notes: [] }
}
