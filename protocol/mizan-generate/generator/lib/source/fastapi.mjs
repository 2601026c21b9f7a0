/** The document of a FastAPI application, exported by running its own Python. */

import { Problem } from '../problem.mjs'
import { parse } from './file.mjs'
import { detailsOf } from './place.mjs'
import { LIMIT_MS, needsFolders, notesOf, runPython } from './process.mjs'

/**
 * Run the exporter.
 * @param {import('./config.mjs').FastapiSource} source
 * @param {number} [limit] in milliseconds
 * @returns {Promise<import('./index.mjs').Read>}
 */
export async function fromFastapi({ module, ...python }, limit = LIMIT_MS) {
  needsFolders('fastapi', python)
  const arguments_ = ['-m', 'mizan_fastapi.cli', module]
  const result = await runPython('fastapi', python, arguments_, limit)
  if (result.late) {
    throw new Problem(
      `Exporting '${module}' took more than ${limit / 1000} s. If importing it starts a server, guard that: if __name__ == "__main__":`,
    )
  }
  const command = python.command.join(' ')
  if (result.code !== 0) throw new Problem(failure(result, command, module), detailsOf(result.stderr, python.cwd))
  const document = parse(result.stdout, `The output of ${command} ${arguments_.join(' ')}`)
  return { document, notes: notesOf(result) }
}

/** @param {import('./process.mjs').Result} result @param {string} command @param {string} module */
function failure({ stderr, code }, command, module) {
  if (/No module named '?mizan_fastapi/.test(stderr)) {
    return `mizan-fastapi is not installed for '${command}'. Set source.fastapi.command to your environment's Python.`
  }
  return `Exporting '${module}' failed (exit code ${code}):\n${lastLines(stderr)}`
}

/** The end of what was said, where the reason stands; a module may print pages before. @param {string} text */
function lastLines(text) {
  const lines = text.trim().split('\n')
  const reason = lines.findLastIndex((line) => REASON.test(line))
  const begin = reason < 0 ? Math.max(0, lines.length - LINES) : reason
  return [...(begin ? ['…'] : []), ...lines.slice(begin)].join('\n')
}

const LINES = 20
/** With what the exporter begins, and a traceback. */
const REASON = /^(Importing '|\d+ problems? in the functions|Traceback \(most recent)/
