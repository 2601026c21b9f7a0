/** Asking on a terminal; where nobody is there, every answer is the default. */

import { createInterface } from 'node:readline/promises'
import { Problem } from '../problem.mjs'

/** @typedef {(question: string, usual: string, check: (answer: string) => string | undefined) => Promise<string>} Ask */

/**
 * Do something that asks. An answer that is refused is asked for again, with the reason.
 * @template T
 * @param {boolean} interactive
 * @param {(ask: Ask) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function asking(interactive, work) {
  if (!interactive) return work(async (_, usual) => usual)
  // Not on stdout, which is for what a command has to say.
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  /** @type {Promise<never>} */
  const left = new Promise((_, reject) => {
    terminal.once('close', () => reject(new Problem('Nothing was written: the questions were left.')))
  })
  left.catch(() => {}) // it is closed in the end, too
  try {
    return await work(async (question, usual, check) => {
      for (;;) {
        const given = (await Promise.race([terminal.question(`${question} (${usual}) `), left])).trim()
        const mistake = given && check(given)
        if (!mistake) return given || usual
        process.stderr.write(`  ${mistake}\n`)
      }
    })
  } finally {
    terminal.close()
  }
}
