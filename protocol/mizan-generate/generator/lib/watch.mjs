/** Calling back when a source changes. */

import { watch as watchFiles } from 'node:fs'
import { dirname, sep } from 'node:path'

const SETTLE_MS = 80
const POLL_MS = 2000
const PASSED_OVER = ['node_modules', '.venv', 'venv', '__pycache__', '.git']

/**
 * Call back after changes to a config's source, until the returned function is called.
 * @param {import('./config.mjs').Config} config
 * @param {() => void} onChange
 * @returns {() => void}
 */
export function watchSource({ kind, source, output }, onChange) {
  if (kind === 'url') {
    const timer = setInterval(onChange, POLL_MS)
    return () => clearInterval(timer)
  }
  const folder = kind === 'file' ? dirname(/** @type {string} */ (source)) : /** @type {any} */ (source).cwd
  /** @type {NodeJS.Timeout | undefined} */
  let settling
  const watcher = watchFiles(folder, { recursive: true }, (_, name) => {
    if (name === null || !matters(kind, String(name)) || `${folder}${sep}${name}`.startsWith(output + sep)) return
    clearTimeout(settling)
    settling = setTimeout(onChange, SETTLE_MS)
  })
  return () => {
    clearTimeout(settling)
    watcher.close()
  }
}

/** @param {string} kind @param {string} name */
function matters(kind, name) {
  if (name.split(sep).some((part) => PASSED_OVER.includes(part))) return false
  return name.endsWith(kind === 'file' ? '.json' : '.py')
}
