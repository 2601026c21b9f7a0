/** What is found around a folder: the backend and how to run its Python. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'

/** @typedef {{ kind: 'fastapi' | 'django', cwd: string, module?: string }} Backend where cwd is relative to the folder */

/** Where an application's module usually lies, and the module's name. */
const MODULES = ['main', 'app', 'app.main', 'src.main', 'server', 'api']
const USUAL = ['backend', 'server', 'api']
const PASSED_OVER = ['node_modules', 'dist', 'build', 'site-packages', '__pycache__']
const UP = 3
const MOST = 50

/**
 * Find the backends around a folder, the likeliest first: those that use Mizan, then those that are near. There may be none.
 * @param {string} folder absolute
 * @returns {Backend[]}
 */
export function backendsAround(folder) {
  /** @type {Map<string, { backend: Backend, ours: boolean }>} by the file, which may be in a package of its folder's */
  const found = new Map()
  for (const place of placesAround(folder)) {
    const cwd = relative(folder, place).split(sep).join('/') || '.'
    const one = backendIn(place, cwd)
    if (one && !found.has(one.file)) found.set(one.file, one)
  }
  const all = [...found.values()]
  return [...all.filter(({ ours }) => ours), ...all.filter(({ ours }) => !ours)].map(({ backend }) => backend)
}

/** This folder and its own, then each one above with its own, down from those that are usually called so. @param {string} folder */
function placesAround(folder) {
  const places = new Set([folder, ...foldersIn(folder)])
  let above = folder
  for (let step = 0; step < UP && !existsSync(join(above, '.git')) && dirname(above) !== above; step++) {
    above = dirname(above)
    for (const each of [above, ...foldersIn(above)]) places.add(each)
  }
  return [...places]
}

/** @param {string} folder */
function foldersIn(folder) {
  const order = (/** @type {string} */ path) => `${USUAL.includes(basename(path)) ? 0 : 1}${path}`
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((each) => each.isDirectory() && !each.name.startsWith('.') && !PASSED_OVER.includes(each.name))
      .map(({ name }) => join(folder, name))
      .filter((path) => !existsSync(join(path, 'pyvenv.cfg')))
      .sort((a, b) => (order(a) < order(b) ? -1 : 1))
      .slice(0, MOST)
  } catch {
    return [] // what cannot be read is not searched
  }
}

/** @param {string} place @param {string} cwd @returns {{ file: string, backend: Backend, ours: boolean } | undefined} */
function backendIn(place, cwd) {
  const manage = join(place, 'manage.py')
  if (/django/i.test(textOf(manage))) {
    return { file: manage, backend: { kind: 'django', cwd }, ours: mentionsMizan(place) }
  }
  for (const module of MODULES) {
    const file = join(place, `${module.replaceAll('.', '/')}.py`)
    const text = textOf(file)
    const ours = /\bmizan_(core|fastapi)\b/.test(text)
    if (ours || /\bFastAPI\b/.test(text)) return { file, backend: { kind: 'fastapi', cwd, module }, ours }
  }
  return undefined
}

/** Whether the settings of a Django project name Mizan: a module beside manage.py, or in a folder there. @param {string} place */
function mentionsMizan(place) {
  const names = ['settings.py', 'settings/base.py', 'settings/__init__.py']
  return [place, ...foldersIn(place)].some((folder) =>
    names.some((name) => textOf(join(folder, name)).includes('mizan_django')),
  )
}

/**
 * How to run the Python of a backend: its environment's, its manager's, or nothing that would have to be said.
 * @param {string} place absolute
 * @returns {readonly string[] | undefined}
 */
export function pythonFor(place) {
  const has = (/** @type {string} */ name) => existsSync(join(place, name))
  if (has('uv.lock')) return ['uv', 'run', 'python']
  if (has('poetry.lock')) return ['poetry', 'run', 'python']
  const own = ['.venv', 'venv', 'env'].flatMap((name) => [`${name}/bin/python`, `${name}/Scripts/python.exe`]).find(has)
  return own ? [own] : undefined
}

/** @param {string} path */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
