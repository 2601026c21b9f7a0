/** Where in the user's Python something is wrong, read from what Python said about it. */

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const DIAGNOSTIC = /^\s*(MZ\d{3}) (?:(.+?\.py):(\d+) )?(.*?)(?: \(docs\/errors\/\w+\.md\))?$/gm

/** How the exporters, Python's tracebacks and its syntax errors name a place. */
const PLACES = [
  /^Importing '.*' failed \((.+):(\d+)\): /m,
  /^ *File "(.+?)", line (\d+)/m,
  /^.*SyntaxError: .*\((.+), line (\d+)\)$/m,
]

/**
 * What a failure's text says beside its sentences: its place, and the mistakes in declarations.
 * @param {string} text
 * @param {string} cwd where Python ran
 * @returns {import('../problem.mjs').Details}
 */
export function detailsOf(text, cwd) {
  const diagnostics = [...text.matchAll(DIAGNOSTIC)].map(([, code = '', file, line, message = '']) => ({
    code,
    message,
    ...place(file, line, cwd),
  }))
  const [first] = diagnostics
  if (first) return { code: 'DECLARATION', ...(first.file && { file: first.file, line: first.line }), diagnostics }
  const found = PLACES.map((pattern) => pattern.exec(text)).find(Boolean)
  return found ? place(found[1], found[2], cwd) : {}
}

/** Names are relative to where Python ran, if at all. @param {string | undefined} file @param {string | undefined} line @param {string} cwd */
function place(file, line, cwd) {
  if (file === undefined) return {}
  const path = resolve(cwd, file)
  return { file: existsSync(path) ? path : file, line: Number(line) }
}
