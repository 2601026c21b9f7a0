/** The server's side: what Python says. */

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** What Python prints as JSON. @param {string[]} words of its command line @returns {any} */
export const inPython = (...words) =>
  JSON.parse(execFileSync('python', words, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 30 }))
