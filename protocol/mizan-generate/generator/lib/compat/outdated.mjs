/** The list of outdated pages, which a server reads: by signature, the functions that such pages know as something else. */

import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Problem } from '../problem.mjs'
import { isNames, isRecord, sorted } from '../schema.mjs'
import { replace } from '../write.mjs'

/** @typedef {import('../document.mjs').Content} Content */
/** @typedef {import('./compare.mjs').Change} Change */
/** @typedef {Record<string, readonly string[]>} Outdated functions by signature, both sorted */

const SIGNATURE = /^[A-Za-z0-9_-]{11}$/

/**
 * Note what changed in a list: the old document's pages are outdated now, and those before them in this, too.
 * @param {Outdated} outdated
 * @param {Content} before
 * @param {Content} after
 * @param {readonly Change[]} changes
 * @returns {Outdated}
 */
export function extended(outdated, before, after, changes) {
  const broken = brokenFunctions(before, changes)
  const known = { [signatureOf(before)]: [], ...outdated }
  const entries = sorted(known).filter(([signature]) => signature !== signatureOf(after))
  return Object.fromEntries(
    entries.map(([signature, names]) => [signature, [...new Set([...names, ...broken])].sort()]),
  )
}

/**
 * Read a list; one that is not there yet is empty.
 * @param {string} path
 * @returns {Outdated}
 */
export function readOutdated(path) {
  let read
  try {
    read = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return {}
    if (!(error instanceof SyntaxError))
      throw wrong(path, `cannot be read: ${/** @type {Error} */ (error).message}. Mend that, or name another file`)
  }
  const isOurs = isRecord(read) && Object.entries(read).every(([key, names]) => SIGNATURE.test(key) && isNames(names))
  if (!isOurs) throw wrong(path, 'is no list of outdated pages, and is left as it is. Name another file, or remove it')
  return /** @type {Outdated} */ (read)
}

/** Write a list, so that nobody ever reads half of it. @param {string} path @param {Outdated} outdated */
export function writeOutdated(path, outdated) {
  try {
    replace(
      path,
      join(dirname(path), `.${basename(path)}.${process.pid}.tmp`),
      `${JSON.stringify(outdated, null, 2)}\n`,
    )
  } catch (error) {
    throw wrong(path, `cannot be written: ${/** @type {Error} */ (error).message}`)
  }
}

/**
 * The functions that pages know as something else. Who may call is none of that: whoever may not is told so by itself.
 * @param {Content} before
 * @param {readonly Change[]} changes
 */
function brokenFunctions(before, changes) {
  const breaking = changes.filter((each) => each.breaking && each.path !== 'auth')
  const names = (/** @type {Change['kind']} */ kind) =>
    new Set(breaking.filter((each) => each.kind === kind).map(({ name }) => name))
  const [functions, contexts, errors] = [names('function'), names('context'), names('error')]
  return before.functions
    .filter(
      (each) => functions.has(each.name) || contexts.has(each.context) || each.errors.some((code) => errors.has(code)),
    )
    .map(({ name }) => name)
}

/** @param {Content} content */
function signatureOf({ signature }) {
  if (SIGNATURE.test(signature)) return signature
  const why = 'an older Mizan exported it, or it is made of several'
  throw new Problem(`A document has no signature: ${why}. Compare two of one server, which this version exported.`, {
    code: 'DOCUMENT',
  })
}

/** @param {string} path @param {string} what */
const wrong = (path, what) => new Problem(`${path} ${what}.`, { code: 'OUTPUT' })
