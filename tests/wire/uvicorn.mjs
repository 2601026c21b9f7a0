/** A real server in front of an application in Python, on a free port. */

import { spawn } from 'node:child_process'

/**
 * Start uvicorn, and wait until it serves.
 * @param {string} app as uvicorn names it
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} place
 * @param {...string} words further options
 */
export async function uvicorn(app, place, ...words) {
  const child = spawn('python', ['-m', 'uvicorn', app, '--port', '0', ...words], place)
  const ended = new Promise((resolve) => child.on('close', resolve))
  let said = ''
  const url = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.stderr.on('data', (chunk) => {
      const address = /running on (http:\S+)/.exec((said += chunk))
      if (address) resolve(address[1])
    })
    ended.then(() => reject(new Error(`The server ended:\n${said}`)))
  })
  return {
    /** @type {string} */ url,
    /** @param {NodeJS.Signals} [signal] */
    async stop(signal) {
      child.kill(signal)
      await ended
    },
  }
}
