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
  const present = new Map(list(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
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
  mkdirSync(folder, { recursive: true })
  for (const name of changed) {
    const draft = join(folder, `.${name}.${process.pid}.tmp`)
    writeFileSync(draft, files[name] ?? '')
    renameSync(draft, join(folder, name))
  }
  for (const name of obsolete) rmSync(join(folder, name))
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((each) => each.isFile() && /\.(js|d\.ts)$/.test(each.name) && !each.name.startsWith('.'))
      .map(({ name }) => name)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return []
    throw error
  }
}
