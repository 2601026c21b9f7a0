/** The document of a FastAPI application, exported by running its own Python. */

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Problem } from '../problem.mjs'
import { parse } from './file.mjs'

const LIMIT_MS = 60_000

/**
 * Run the exporter.
 * @param {import('../config.mjs').FastapiSource} source
 * @param {number} [limit] in milliseconds
 * @returns {Promise<import('./index.mjs').Read>}
 */
export async function fromFastapi({ module, cwd, command }, limit = LIMIT_MS) {
  if (!existsSync(cwd)) throw new Problem(`source.fastapi.cwd names a folder that does not exist: ${cwd}`)
  const arguments_ = ['-m', 'mizan_fastapi.cli', module]
  let result = await run([...command, ...arguments_], cwd, limit)
  if (result.missing && command.length === 1 && command[0] === 'python') {
    result = await run(['python3', ...arguments_], cwd, limit)
  }
  if (result.missing) {
    throw new Problem(`'${command[0]}' cannot be run. Set source.fastapi.command, as in ["uv", "run", "python"].`)
  }
  if (result.late) {
    throw new Problem(
      `Exporting '${module}' took more than ${limit / 1000} s. If importing it starts a server, guard that: if __name__ == "__main__":`,
    )
  }
  if (result.code !== 0) throw new Problem(failure(result, command, module))
  const document = parse(result.stdout, `The output of ${[...command, ...arguments_].join(' ')}`)
  return { document, notes: result.stderr.split('\n').filter((line) => line.startsWith('note: ')) }
}

/** @param {Result} result @param {readonly string[]} command @param {string} module */
function failure({ stderr, code }, command, module) {
  if (/No module named '?mizan_fastapi/.test(stderr)) {
    return `mizan-fastapi is not installed for '${command.join(' ')}'. Set source.fastapi.command to your environment's Python.`
  }
  return `Exporting '${module}' failed (exit code ${code}):\n${stderr.trim()}`
}

/**
 * @typedef {object} Result
 * @property {number | null} code
 * @property {string} stdout
 * @property {string} stderr
 * @property {boolean} missing the program itself
 * @property {boolean} late
 */

/** @param {readonly string[]} command @param {string} cwd @param {number} limit @returns {Promise<Result>} */
function run([program = '', ...rest], cwd, limit) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    const timer = setTimeout(() => child.kill(), limit)
    const texts = { stdout: '', stderr: '' }
    for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
      child[stream].setEncoding('utf8').on('data', (chunk) => (texts[stream] += chunk))
    }
    child.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      clearTimeout(timer)
      if (error.code === 'ENOENT') resolve({ code: null, ...texts, missing: true, late: false })
      else reject(new Problem(`'${program}' cannot be run: ${error.message}.`))
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, ...texts, missing: false, late: child.killed })
    })
  })
}
