/** Calling back when a source changes. */

import { existsSync, readdirSync, watch as watchFolder } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const SETTLE_MS = 80
const POLL_MS = 1000
const PASSED_OVER = ['node_modules', '__pycache__']

/**
 * Call back after changes to a source, until the returned function is called.
 * @param {import('./source/config.mjs').Source} source
 * @param {string} output the folder whose changes are our own
 * @param {() => void} onChange
 * @returns {() => void}
 */
export function watchSource(source, output, onChange) {
  if (source.kind === 'url') {
    const timer = setInterval(onChange, POLL_MS)
    return () => clearInterval(timer)
  }
  const settled = settling(onChange)
  if (source.kind === 'file') {
    const { path } = source
    return both(
      watched(dirname(path), (name) => name === basename(path) && settled.touch()),
      settled.stop,
    )
  }
  return both(watchPython(source.cwd, output, settled.touch), settled.stop)
}

/**
 * Make a job run once more if it is asked for while it runs, and never twice at once.
 * @param {() => Promise<unknown>} job
 */
export function oneAtATime(job) {
  let running = false
  let again = false
  return async () => {
    again = true
    if (running) return
    running = true
    while (again) {
      again = false
      await job()
    }
    running = false
  }
}

/**
 * Watch a folder's Python files. Each folder has a watcher of its own, so that environments, which hold thousands, need none.
 * @param {string} folder
 * @param {string} output
 * @param {() => void} touch
 * @returns {() => void}
 */
function watchPython(folder, output, touch) {
  /** @type {Map<string, () => void>} */
  const stops = new Map()
  /** @param {string} path */
  const add = (path) => {
    if (stops.has(path) || path === output) return
    stops.set(
      path,
      watched(path, (name) => {
        if (name.endsWith('.py')) touch()
        else if (addFolders(path)) touch()
      }),
    )
    addFolders(path)
  }
  /** Follow what is new among a folder's folders. @param {string} path */
  const addFolders = (path) => {
    const fresh = foldersIn(path).filter((each) => !stops.has(each))
    fresh.forEach(add)
    for (const [each, stop] of stops) if (!existsSync(each)) stops.delete(each) && stop()
    return fresh.length > 0
  }
  add(folder)
  return () => {
    for (const stop of stops.values()) stop()
  }
}

/** The folders inside another that may hold a program's own Python files. @param {string} folder */
function foldersIn(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((each) => each.isDirectory() && !each.name.startsWith('.') && !PASSED_OVER.includes(each.name))
      .map(({ name }) => join(folder, name))
      .filter((path) => !existsSync(join(path, 'pyvenv.cfg')))
  } catch {
    return [] // gone since it was announced
  }
}

/** Watch the files of one folder. @param {string} folder @param {(name: string) => void} onName @returns {() => void} */
function watched(folder, onName) {
  try {
    const watcher = watchFolder(folder, (_, name) => onName(name ?? ''))
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return () => {} // gone since it was announced
  }
}

/** One call for many touches. @param {() => void} onChange */
function settling(onChange) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  return {
    touch() {
      clearTimeout(timer)
      timer = setTimeout(onChange, SETTLE_MS)
    },
    stop: () => clearTimeout(timer),
  }
}

/** @param {() => void} one @param {() => void} other */
const both = (one, other) => () => {
  one()
  other()
}
