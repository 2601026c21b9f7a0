/** Calling back when a source changes. */

import { existsSync, readdirSync, watch as watchFolder } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const SETTLE_MS = 80
const POLL_MS = 1000
const PASSED_OVER = ['node_modules', '__pycache__', 'site-packages']
/** What only an environment has, of Python's own kind or conda's. */
const ENVIRONMENT = ['pyvenv.cfg', 'conda-meta']

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
    const stop = watched(dirname(path), (name) => name === basename(path) && settled.touch())
    return () => {
      stop()
      settled.stop()
    }
  }
  const folders = [source.cwd, ...(source.watch ?? [])].map((each) => watchPython(each, output, settled.touch))
  return () => {
    for (const stop of [...folders, settled.stop]) stop()
  }
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
  /** @type {Map<string, { stop: () => void, python: boolean }>} by folder, with whether it holds Python */
  const watches = new Map()
  /** Follow a folder and those inside; tell whether any holds Python. @param {string} path @returns {boolean} */
  const add = (path) => {
    const watch = { stop: () => {}, python: false }
    watches.set(path, watch)
    watch.stop = watched(path, (name) => {
      watch.python ||= name.endsWith('.py')
      if (name.endsWith('.py') || foldersChanged(path)) touch()
    })
    watch.python = holdsPython(path) // asked after it is watched, so that nothing comes between
    return addFolders(path) || watch.python
  }
  /** @param {string} path */
  const addFolders = (path) => {
    const fresh = foldersIn(path).filter((each) => each !== output && !watches.has(each))
    return fresh.map(add).some(Boolean)
  }
  /** Follow what is new inside a folder, leave what is gone; tell whether Python came or went. @param {string} path */
  const foldersChanged = (path) => {
    const gone = [...watches].filter(([each]) => !existsSync(each))
    for (const [each, { stop }] of gone) watches.delete(each) && stop()
    return addFolders(path) || gone.some(([, { python }]) => python)
  }
  add(folder)
  return () => {
    for (const { stop } of watches.values()) stop()
  }
}

/** @param {string} folder */
function holdsPython(folder) {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.py'))
  } catch {
    return false // gone since it was announced
  }
}

/** The folders inside another that may hold a program's own Python files. @param {string} folder */
function foldersIn(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((each) => each.isDirectory() && !each.name.startsWith('.') && !PASSED_OVER.includes(each.name))
      .map(({ name }) => join(folder, name))
      .filter((path) => !ENVIRONMENT.some((each) => existsSync(join(path, each))))
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
