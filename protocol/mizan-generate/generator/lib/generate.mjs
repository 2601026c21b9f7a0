/** One run: from a config to files, and what there is to say about it. */

import { emit } from './emit/index.mjs'
import { readModel } from './model.mjs'
import { readDocument } from './source/index.mjs'
import { plan, write } from './write.mjs'

/**
 * @typedef {object} Outcome
 * @property {import('./write.mjs').Plan} plan
 * @property {number} files
 * @property {import('./model.mjs').Model} model
 * @property {readonly string[]} notes
 */

/**
 * Read the document and write what changed; with `check`, write nothing.
 * @param {import('./config.mjs').Config} config
 * @param {{ check?: boolean }} [options]
 * @returns {Promise<Outcome>}
 */
export async function generate(config, { check = false } = {}) {
  const { document, notes } = await readDocument(config)
  const model = readModel(document)
  const files = emit(model, config.targets)
  const planned = plan(config.output, files)
  if (!check) write(config.output, files, planned)
  return { plan: planned, files: Object.keys(files).length, model, notes }
}
