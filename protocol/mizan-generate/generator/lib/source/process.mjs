/** A Python program of the user's, run with a limit. */

import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { Problem } from '../problem.mjs'

export const LIMIT_MS = 60_000

/**
 * @typedef {object} Result
 * @property {number | null} code
 * @property {string} stdout
 * @property {string} stderr
 * @property {boolean} late
 */

/**
 * Run Python to its end, or to the limit.
 * @param {'fastapi' | 'django'} kind
 * @param {import('./config.mjs').Python} python
 * @param {readonly string[]} rest
 * @param {number} limit in milliseconds
 * @returns {Promise<Result>}
 */
export async function runPython(kind, { command, cwd }, rest, limit) {
  for (const each of spellings(command)) {
    const result = await run([...each, ...rest], cwd, limit)
    if (result) return result
  }
  throw new Problem(`'${command[0]}' cannot be run. Set source.${kind}.command, as in ["uv", "run", "python"].`)
}

/** Refuse folders that are not there. @param {'fastapi' | 'django'} kind @param {Pick<import('./config.mjs').Python, 'cwd' | 'watch'>} python */
export function needsFolders(kind, { cwd, watch = [] }) {
  for (const folder of [cwd, ...watch]) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) continue
    const key = folder === cwd ? 'cwd' : 'watch'
    throw new Problem(`source.${kind}.${key} names a folder that does not exist: ${folder}`, { code: 'CONFIG' })
  }
}

/** What an exporter noted. @param {Result} result */
export const notesOf = ({ stderr }) => stderr.split('\n').filter((line) => line.startsWith('note: '))

/** Some systems have `python3` only. @param {readonly string[]} command */
const spellings = (command) => (command.join(' ') === 'python' ? [command, ['python3']] : [command])

/** Resolves to nothing where there is no such program. @param {readonly string[]} command @param {string} cwd @param {number} limit @returns {Promise<Result | undefined>} */
function run([program = '', ...rest], cwd, limit) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] })
    const texts = { stdout: '', stderr: '' }
    const timer = setTimeout(() => {
      leave(child)
      resolve({ code: null, ...texts, late: true })
    }, limit)
    for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
      child[stream].setEncoding('utf8').on('data', (chunk) => (texts[stream] += chunk))
    }
    child.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      clearTimeout(timer)
      if (error.code === 'ENOENT') resolve(undefined)
      else reject(new Problem(`'${program}' cannot be run: ${error.message}.`))
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, ...texts, late: false })
    })
  })
}

/** What is said about a failure is read, which colours would make hard. */
const ENV = { ...process.env, PYTHON_COLORS: '0' }

/** End a program, and wait for nothing: neither for it, nor for what it started and what would hold its streams. @param {import('node:child_process').ChildProcess} child */
function leave(child) {
  child.kill()
  child.stdout?.destroy()
  child.stderr?.destroy()
  child.unref()
}
