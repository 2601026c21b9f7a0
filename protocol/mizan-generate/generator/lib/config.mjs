/** The config file: where documents come from, where code goes. */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Problem, suggest } from './problem.mjs'

const SOURCES = ['fastapi', 'file', 'url']
const TARGETS = ['react']
const KEYS = ['source', 'output', 'targets']

/**
 * @typedef {object} FastapiSource
 * @property {string} module
 * @property {string} [cwd]
 * @property {readonly string[]} [command]
 */

/**
 * @typedef {object} Config
 * @property {'fastapi' | 'file' | 'url'} kind
 * @property {FastapiSource | string} source
 * @property {string} output absolute
 * @property {readonly string[]} targets
 * @property {string} root the folder of the config file
 */

/**
 * Read a config file.
 * @param {string} path
 * @returns {Promise<Config>}
 */
export async function readConfig(path) {
  const file = resolve(path)
  if (!existsSync(file)) throw new Problem(`There is no config file ${path}. Name yours with --config.`)
  /** @type {any} */
  let config
  try {
    config = (await import(`${pathToFileURL(file).href}?${Date.now()}`)).default
  } catch (error) {
    throw new Problem(`The config file ${path} cannot be loaded: ${/** @type {Error} */ (error).message}`)
  }
  if (!config || typeof config !== 'object') throw new Problem(`${path} has no default export.`)
  known(config, KEYS, path)
  if (typeof config.output !== 'string') throw new Problem(`${path} lacks output, the folder to write to.`)
  const root = dirname(file)
  return {
    ...source(config.source, root, path),
    output: resolve(root, config.output),
    targets: targets(config, root, path),
    root,
  }
}

/** @param {any} given @param {string} root @param {string} path @returns {Pick<Config, 'kind' | 'source'>} */
function source(given, root, path) {
  const keys = given && typeof given === 'object' ? Object.keys(given) : []
  if (keys.length !== 1) throw new Problem(`${path} needs one source: ${SOURCES.join(', ')}.`)
  known(given, SOURCES, `source in ${path}`)
  const kind = /** @type {Config['kind']} */ (keys[0])
  const value = given[kind]
  if (kind === 'file') return { kind, source: resolve(root, String(value)) }
  if (kind === 'url') return { kind, source: String(value) }
  known(value, ['module', 'cwd', 'command'], `source.fastapi in ${path}`)
  if (typeof value.module !== 'string') throw new Problem(`source.fastapi in ${path} lacks module, as in "main".`)
  return { kind, source: { ...value, cwd: resolve(root, value.cwd ?? '.') } }
}

/** @param {any} config @param {string} root @param {string} path */
function targets(config, root, path) {
  const given = config.targets ?? found(root)
  if (!Array.isArray(given)) throw new Problem(`targets in ${path} must be a list.`)
  for (const each of given) {
    if (!TARGETS.includes(each))
      throw new Problem(`${path} names an unknown target '${each}'. ${suggest(String(each), TARGETS)}`)
  }
  return given
}

/** Look for frameworks in the package.json next to the config or above it; without one, serve them all. @param {string} folder @returns {string[]} */
function found(folder) {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return dirname(folder) === folder ? [...TARGETS] : found(dirname(folder))
  const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(file, 'utf8'))
  const all = { ...dependencies, ...devDependencies, ...peerDependencies }
  return TARGETS.filter((each) => each in all)
}

/** @param {any} given @param {readonly string[]} names @param {string} where */
function known(given, names, where) {
  for (const key of Object.keys(given ?? {})) {
    if (!names.includes(key)) throw new Problem(`${where} has an unknown key '${key}'. ${suggest(key, names)}`)
  }
}
