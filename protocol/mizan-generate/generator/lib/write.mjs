/** Files on disk: only what changed is written, atomically; only what is ours is removed. */

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOurs } from './file.mjs'
import { Problem } from './problem.mjs'

/**
 * @typedef {object} Plan
 * @property {readonly string[]} changed names of files that differ or are missing
 * @property {readonly string[]} obsolete names of files that we wrote once and would not write now
 */

/**
 * Compare what should be with what is.
 * @param {string} folder
 * @param {Record<string, string>} files
 * @returns {Plan}
 */
export function plan(folder, files) {
  const present = new Map(list(folder).map((name) => [name, contentOf(join(folder, name))]))
  const changed = Object.keys(files).filter((name) => present.get(name) !== files[name])
  for (const name of changed) {
    const content = present.get(name)
    if (content !== undefined && !isOurs(content)) {
      throw new Problem(`${join(folder, name)} was not written by mizan-generate. Move it, or choose another output.`)
    }
  }
  const obsolete = [...present]
    .filter(([name, content]) => !Object.hasOwn(files, name) && isOurs(content))
    .map(([name]) => name)
  return { changed: changed.sort(), obsolete: obsolete.sort() }
}

/**
 * Carry a plan out.
 * @param {string} folder
 * @param {Record<string, string>} files
 * @param {Plan} plan
 */
export function write(folder, files, { changed, obsolete }) {
  try {
    mkdirSync(folder, { recursive: true })
    for (const name of changed)
      replace(join(folder, name), join(folder, `.${name}.${process.pid}.tmp`), files[name] ?? '')
    for (const name of obsolete) rmSync(join(folder, name))
  } catch (error) {
    throw new Problem(`The output cannot be written: ${/** @type {Error} */ (error).message}.`)
  }
}

/** Write a file so that nobody ever reads half of it. @param {string} path @param {string} draft @param {string} content */
export function replace(path, draft, content) {
  try {
    writeFileSync(draft, content)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** Git may have turned line breaks into those of another system, which is no change. @param {string} path */
const contentOf = (path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n')

/** The files that could be ours. @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((each) => each.isFile() && /\.(js|d\.ts)$/.test(each.name) && !each.name.startsWith('.'))
      .map(({ name }) => name)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return []
    throw new Problem(`The output ${folder} cannot be read: ${/** @type {Error} */ (error).message}.`)
  }
}
