/** Where documents come from, as a config says it. */

import { posix, resolve } from 'node:path'
import { known, needsText } from '../checks.mjs'
import { Problem } from '../problem.mjs'
import { isNames, isRecord } from '../schema.mjs'

/**
 * @typedef {object} Python how an exporter is run
 * @property {string} cwd absolute
 * @property {readonly string[]} command
 * @property {readonly string[]} [watch] absolute folders of further code, outside of cwd
 */

/** @typedef {Python & { module: string }} FastapiSource */

/**
 * @typedef {object} DjangoOptions
 * @property {string} manage the script, relative to cwd
 * @property {string} [settings]
 */

/** @typedef {Python & DjangoOptions} DjangoSource */

/** @typedef {{ kind: 'fastapi' } & FastapiSource} FromFastapi */
/** @typedef {{ kind: 'django' } & DjangoSource} FromDjango */
/** @typedef {{ kind: 'file', path: string }} FromFile */
/** @typedef {{ kind: 'url', url: string }} FromUrl */

/**
 * @typedef {object} Origin
 * @property {string} name what messages call it, the same on every machine
 * @property {string} [baseUrl] where its server is mounted, if the config says so
 */

/** @typedef {(FromFastapi | FromDjango | FromFile | FromUrl) & Origin} Source */

/** @typedef {(value: any, where: string, root: string) => Source} Reader */
/** @type {Readonly<Record<string, Reader>>} */
const READERS = { fastapi, django, file, url }
const KINDS = Object.keys(READERS)

/**
 * Read a config's source, or its list of sources.
 * @param {unknown} given
 * @param {string} root
 * @param {string} path of the config
 * @returns {readonly Source[]}
 */
export function readSources(given, root, path) {
  if (!Array.isArray(given)) return [readSource(given, 'source', root, path)]
  if (!given.length) throw new Problem(`The list of sources in ${path} is empty. Known: ${KINDS.join(', ')}.`)
  const sources = given.map((each, index) => readSource(each, `source[${index}]`, root, path))
  const names = sources.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice) throw new Problem(`source in ${path} lists ${twice} twice. Leave one of them out.`)
  return sources
}

/** @param {any} given @param {string} key @param {string} root @param {string} path @returns {Source} */
function readSource(given, key, root, path) {
  if (isRecord(given)) known(given, [...KINDS, 'baseUrl'], `${key} in ${path}`)
  const kinds = KINDS.filter((each) => isRecord(given) && Object.hasOwn(given, each))
  const kind = kinds[0] ?? ''
  const read = READERS[kind]
  if (!read || kinds.length > 1) throw new Problem(`${key} in ${path} needs one source: ${KINDS.join(', ')}.`)
  const source = read(given[kind], `${key}.${kind} in ${path}`, root)
  return { ...source, ...baseUrl(given.baseUrl, `${key}.baseUrl in ${path}`) }
}

/** @param {unknown} given @param {string} where */
function baseUrl(given, where) {
  if (given === undefined) return {}
  needsText(given, where, '/ai/mizan')
  if (!/^(\/|https?:\/\/)/.test(given)) throw new Problem(`${where} must begin with /, http:// or https://.`)
  return { baseUrl: given.replace(/\/+$/, '') }
}

/** @type {Reader} */
function fastapi(given, where, root) {
  const python = pythonOf(given, ['module'], "{ module: 'main' }", where, root)
  const { module, cwd } = given
  needsText(module, `module of ${where}`, 'main')
  return { kind: 'fastapi', name: `fastapi '${module}'${cwd ? ` in '${cwd}'` : ''}`, module, ...python }
}

/** @type {Reader} */
function django(given, where, root) {
  const python = pythonOf(given, ['manage', 'settings'], "{ cwd: '../backend' }", where, root)
  const { manage = 'manage.py', settings, cwd = '.' } = given
  needsText(manage, `manage of ${where}`, 'manage.py')
  if (settings !== undefined) needsText(settings, `settings of ${where}`, 'shop.settings')
  const name = `django '${posix.join(cwd, manage)}'${settings ? ` with '${settings}'` : ''}`
  return { kind: 'django', name, manage, settings, ...python }
}

/** @type {Reader} */
function file(given, where, root) {
  needsText(given, where, 'schema.json')
  return { kind: 'file', name: `file '${given}'`, path: resolve(root, given) }
}

/** @type {Reader} */
function url(given, where) {
  needsText(given, where, 'http://localhost:8000/schema.json')
  if (!/^https?:\/\//.test(given)) throw new Problem(`${where} must begin with http:// or https://.`)
  return { kind: 'url', name: `url '${given}'`, url: given }
}

/**
 * @param {any} given
 * @param {readonly string[]} keys those of its own
 * @param {string} example
 * @param {string} where
 * @param {string} root
 * @returns {Python}
 */
function pythonOf(given, keys, example, where, root) {
  if (!isRecord(given)) throw new Problem(`${where} must be an object, as in ${example}.`)
  known(given, [...keys, 'cwd', 'command', 'watch'], where)
  const { cwd = '.', command = ['python'], watch = [] } = given
  needsText(cwd, `cwd of ${where}`, '../backend')
  if (!isNames(command) || !command.length)
    throw new Problem(`command of ${where} must be a list of words, as in ["uv", "run", "python"].`)
  if (!isNames(watch)) throw new Problem(`watch of ${where} must be a list of folders, as in ["../shared"].`)
  return { cwd: resolve(root, cwd), command, watch: watch.map((each) => resolve(root, each)) }
}
