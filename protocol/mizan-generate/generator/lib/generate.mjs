/** One run: from a config to files, and what there is to say about it. */

import { checkEdge } from './cache.mjs'
import { csrfOf } from './csrf.mjs'
import { readContent } from './document.mjs'
import { emit } from './emit/index.mjs'
import { modelOf } from './model.mjs'
import { Problem, step } from './problem.mjs'
import { serversOf } from './servers.mjs'
import { readDocument } from './source/index.mjs'
import { union } from './union.mjs'
import { plan, write } from './write.mjs'

/** @typedef {import('./config.mjs').Config} Config */
/** @typedef {import('./source/config.mjs').Source} Source */
/** @typedef {(source: Source) => Promise<import('./source/index.mjs').Read>} Reader */

/**
 * @typedef {object} Outcome
 * @property {import('./write.mjs').Plan} plan
 * @property {number} files
 * @property {import('./model.mjs').Model} model
 * @property {readonly string[]} notes
 */

/**
 * Read the documents and write what changed; with `check`, write nothing.
 * @param {Config} config
 * @param {{ check?: boolean, read?: Reader }} [options]
 * @returns {Promise<Outcome>}
 */
export async function generate(config, { check = false, read = readDocument } = {}) {
  const { files, model, notes } = await filesOf(config, read)
  const planned = await step('OUTPUT', () => plan(config.output, files))
  if (!check) await step('OUTPUT', () => write(config.output, files, planned))
  return { plan: planned, files: Object.keys(files).length, model, notes }
}

/**
 * The text of every file that a config asks for, by name.
 * @param {Pick<Config, 'sources' | 'targets'> & Partial<Pick<Config, 'csrf' | 'token' | 'values'>>} config
 * @param {Reader} [read]
 */
export async function filesOf({ sources, targets, values, csrf = true, token = false }, read = readDocument) {
  const parts = await partsOf(sources, read)
  return step('DOCUMENT', () => {
    checkEdge(parts, targets)
    const wanted = csrf ? csrfOf(parts) : undefined
    const content = { ...union(parts), ...(wanted && { csrf: wanted }), token }
    const model = modelOf(content, serversOf(parts), targets, values)
    return { files: emit(model, targets), model, notes: notesOf(parts) }
  })
}

/**
 * What the documents of a config hold, as if they were one, and what their exporters noted.
 * @param {Pick<Config, 'sources'>} config
 * @param {Reader} [read]
 */
export async function contentOf({ sources }, read = readDocument) {
  const parts = await partsOf(sources, read)
  return step('DOCUMENT', () => ({ content: union(parts), notes: notesOf(parts) }))
}

/** @param {readonly { notes: readonly string[] }[]} parts */
const notesOf = (parts) => parts.flatMap(({ notes }) => notes)

/** Read all documents at once, and tell of each what is wrong with it. @param {readonly Source[]} sources @param {Reader} read */
async function partsOf(sources, read) {
  if (sources.length === 1) return Promise.all(sources.map((each) => partOf(each, read)))
  const settled = await Promise.all(sources.map((each) => partOf(each, read).catch((error) => mistakeOf(error, each))))
  const mistakes = settled.filter((each) => each instanceof Problem)
  if (mistakes.length) throw together(mistakes)
  return settled.flatMap((each) => (each instanceof Problem ? [] : [each]))
}

/** @param {Source} source @param {Reader} read */
async function partOf(source, read) {
  const { document, notes } = await step('SOURCE', () => read(source))
  return { source, content: await step('DOCUMENT', () => readContent(document)), notes }
}

/** What is wrong with one source among several. @param {unknown} error @param {Source} source */
function mistakeOf(error, { name }) {
  if (error instanceof Problem) return new Problem(`${name}: ${error.message}`, error.details)
  throw error
}

/** One problem of several: programs are told the place of the first. @param {readonly Problem[]} problems */
function together(problems) {
  const diagnostics = problems.flatMap(({ details }) => details.diagnostics ?? [])
  const details = { ...problems[0]?.details, ...(diagnostics.length && { diagnostics }) }
  return new Problem(problems.map(({ message }) => message).join('\n'), details)
}
