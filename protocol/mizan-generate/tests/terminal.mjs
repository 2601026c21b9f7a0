/** A command on a terminal: what it shows there, and what somebody types. */

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { until } from './project.mjs'

const CLI = fileURLToPath(new URL('../generator/cli.mjs', import.meta.url))

const ESCAPE = String.fromCharCode(27)
const CONTROL = new RegExp(`${ESCAPE}\\[[0-9]*([A-Z])`, 'g')

/** The text without what moves the cursor, and ⌫ for what clears a line. @param {string} text */
const plain = (text) => text.replace(CONTROL, (_, letter) => (letter === 'K' ? '⌫' : ''))

/** Runs a command on a pseudo-terminal of its own, between our stdin and stdout. */
const TERMINAL = `import os, pty, sys

code = pty.spawn(sys.argv[1:])
sys.exit(os.waitstatus_to_exitcode(code))
`

/**
 * Run the generator on a terminal, and type an answer after each question.
 * @param {import('./project.mjs').Project} project
 * @param {readonly string[]} argv
 * @param {readonly (readonly [RegExp, string])[]} [answers] what is waited for, and typed then
 */
export async function onTerminal(project, argv, answers = []) {
  const child = spawn('python', ['-c', TERMINAL, process.execPath, CLI, ...argv], {
    cwd: project.folder,
    env: { ...project.env, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk))
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => child.on('close', (code) => resolve(code ?? -1)))
  let seen = 0
  try {
    for (const [question, answer] of answers) {
      await until(
        () => question.test(plain(text.slice(seen))),
        () => text,
      )
      seen = text.length
      child.stdin.write(answer)
    }
  } catch (error) {
    child.kill()
    throw error
  }
  return { status: await ended, text: plain(text) }
}
