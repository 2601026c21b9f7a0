/** The document of a FastAPI application, exported by running its own Python. */

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Problem } from '../problem.mjs'
import { parse } from './file.mjs'

/** @param {import('../config.mjs').FastapiSource} source @returns {Promise<unknown>} */
export async function fromFastapi({ module, cwd = '.', command = ['python'] }) {
  if (!existsSync(cwd)) throw new Problem(`source.fastapi.cwd names a folder that does not exist: ${cwd}`)
  const arguments_ = ['-m', 'mizan_fastapi.cli', module]
  let result = await run([...command, ...arguments_], cwd)
  if (result.missing && command.length === 1 && command[0] === 'python') {
    result = await run(['python3', ...arguments_], cwd)
  }
  if (result.missing) {
    throw new Problem(`'${command[0]}' cannot be run. Set source.fastapi.command, as in ["uv", "run", "python"].`)
  }
  if (result.code !== 0) throw new Problem(failure(result, command, module))
  return parse(result.stdout, `The output of ${[...command, ...arguments_].join(' ')}`)
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
 * @property {boolean} missing
 */

/** @param {readonly string[]} command @param {string} cwd @returns {Promise<Result>} */
function run([program = '', ...rest], cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    /** @type {Buffer[]} */
    const out = []
    /** @type {Buffer[]} */
    const err = []
    child.stdout.on('data', (chunk) => out.push(chunk))
    child.stderr.on('data', (chunk) => err.push(chunk))
    child.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'ENOENT') resolve({ code: null, stdout: '', stderr: '', missing: true })
      else reject(error)
    })
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), missing: false }),
    )
  })
}
