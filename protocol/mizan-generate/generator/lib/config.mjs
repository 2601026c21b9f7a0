/** The config file: where documents come from, where code goes. */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Problem, suggest } from './problem.mjs'
import { isNames, isRecord } from './schema.mjs'

const SOURCES = ['fastapi', 'file', 'url']
const TARGETS = ['react']
const KEYS = ['source', 'output', 'targets']

/**
 * @typedef {object} FastapiSource
 * @property {string} module
 * @property {string} cwd absolute
 * @property {readonly string[]} command
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
  if (!isRecord(config)) throw new Problem(`${path} exports no config. Write: export default { source: …, output: … }`)
  known(config, KEYS, path)
  needsText(config.output, `output in ${path}`, 'src/api')
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
  const keys = isRecord(given) ? Object.keys(given) : []
  if (keys.length !== 1) throw new Problem(`${path} needs one source: ${SOURCES.join(', ')}.`)
  known(given, SOURCES, `source in ${path}`)
  const kind = /** @type {Config['kind']} */ (keys[0])
  const value = given[kind]
  if (kind === 'fastapi') return { kind, source: fastapi(value, root, `source.fastapi in ${path}`) }
  needsText(value, `source.${kind} in ${path}`, kind === 'file' ? 'schema.json' : 'http://localhost:8000/schema.json')
  if (kind === 'file') return { kind, source: resolve(root, value) }
  if (!/^https?:\/\//.test(value)) throw new Problem(`source.url in ${path} must begin with http:// or https://.`)
  return { kind, source: value }
}

/** @param {any} given @param {string} root @param {string} where @returns {FastapiSource} */
function fastapi(given, root, where) {
  if (!isRecord(given)) throw new Problem(`${where} must be an object, as in { module: 'main' }.`)
  known(given, ['module', 'cwd', 'command'], where)
  const { module, cwd = '.', command = ['python'] } = given
  needsText(module, `module of ${where}`, 'main')
  needsText(cwd, `cwd of ${where}`, '../backend')
  if (!isNames(command) || !command.length)
    throw new Problem(`command of ${where} must be a list of words, as in ["uv", "run", "python"].`)
  return { module, cwd: resolve(root, cwd), command }
}

/** @param {unknown} value @param {string} where @param {string} example */
function needsText(value, where, example) {
  if (typeof value === 'string' && value) return
  const state = value === undefined ? 'is missing' : 'is no text'
  throw new Problem(`${where} ${state}. It should be a text, as in '${example}'.`)
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

/** The frameworks that the package.json next to the config or above it names; all if there is none. @param {string} folder @returns {string[]} */
function found(folder) {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return dirname(folder) === folder ? [...TARGETS] : found(dirname(folder))
  const { dependencies, devDependencies, peerDependencies } = packageJson(file)
  const all = { ...dependencies, ...devDependencies, ...peerDependencies }
  return TARGETS.filter((each) => each in all)
}

/** @param {string} file @returns {Record<string, any>} */
function packageJson(file) {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8'))
    return isRecord(content) ? content : {}
  } catch (error) {
    const reason = /** @type {Error} */ (error).message
    throw new Problem(`${file}, which names the targets, cannot be read: ${reason}. Mend it, or set targets.`)
  }
}

/** @param {any} given @param {readonly string[]} names @param {string} where */
function known(given, names, where) {
  for (const key of Object.keys(given ?? {})) {
    if (!names.includes(key)) throw new Problem(`${where} has an unknown key '${key}'. ${suggest(key, names)}`)
  }
}
