/** What is wrong with the server's code, as Vite shows it. */

import { readFileSync } from 'node:fs'
import { Problem } from './problem.mjs'

const AROUND = 2

/**
 * @typedef {object} ViteError what the overlay of a page and the end of a build understand
 * @property {string} message
 * @property {string} stack
 * @property {string} plugin
 * @property {string} [id]
 * @property {{ file: string, line: number, column: number }} [loc]
 * @property {string} [frame]
 */

/** @param {unknown} error @returns {ViteError} */
export function viteError(error) {
  if (!(error instanceof Problem)) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
    return { message, stack, plugin: NAME }
  }
  const { file, line } = error.details
  const known = { message: error.message, stack: '', plugin: NAME }
  if (file === undefined || line === undefined) return known
  return { ...known, id: file, loc: { file, line, column: 0 }, frame: frameOf(file, line) }
}

export const NAME = 'mizan-generate'

/** A line of a file with those around it, if it can be read. @param {string} file @param {number} line */
function frameOf(file, line) {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    const first = Math.max(0, line - 1 - AROUND)
    const shown = lines.slice(first, line + AROUND)
    return shown
      .map((text, index) => `${first + index + 1 === line ? '>' : ' '} ${first + index + 1} | ${text}`)
      .join('\n')
  } catch {
    return ''
  }
}
