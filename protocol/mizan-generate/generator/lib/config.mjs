/** The config file: where documents come from, where code goes. */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { known, needsText } from './checks.mjs'
import { Problem, suggest } from './problem.mjs'
import { brief, isRecord } from './schema.mjs'
import { readSources } from './source/config.mjs'
import { VALUE_OPTIONS } from './values.mjs'

/** What can be generated for, by the package that says so in a package.json. */
const PACKAGES = { react: 'react', 'solid-js': 'solid', svelte: 'svelte', vue: 'vue' }
export const TARGETS = [...Object.values(PACKAGES), 'tanstack', 'edge']
const KEYS = ['source', 'output', 'targets', 'csrf', 'token', ...Object.keys(VALUE_OPTIONS)]

/**
 * @typedef {object} Config
 * @property {readonly import('./source/config.mjs').Source[]} sources at least one
 * @property {string} output absolute
 * @property {readonly string[]} targets
 * @property {Readonly<Record<string, string>>} values how values are typed that JSON has no form for, by option
 * @property {boolean} csrf whether the client sends the CSRF token that its servers want, or the page itself says so
 * @property {boolean} token whether the client asks for a Mizan Web Token, and sends it
 * @property {string} root the folder of the config file
 */

/**
 * Read a config file.
 * @param {string} path
 * @returns {Promise<Config>}
 */
export async function readConfig(path) {
  const file = resolve(path)
  if (!existsSync(file))
    throw new Problem(`There is no config file ${path}. Name yours with --config, or write one: mizan-generate init.`)
  /** @type {any} */
  let config
  try {
    config = (await import(`${pathToFileURL(file).href}?${Date.now()}`)).default
  } catch (error) {
    throw new Problem(`The config file ${path} cannot be loaded: ${/** @type {Error} */ (error).message}`)
  }
  return configOf(config, dirname(file), path)
}

/**
 * Check what a config file exports.
 * @param {any} config
 * @param {string} root the folder of the file
 * @param {string} path of the file, for messages
 * @returns {Config}
 */
export function configOf(config, root, path) {
  if (!isRecord(config)) throw new Problem(`${path} exports no config. Write: export default { source: …, output: … }`)
  known(config, KEYS, path)
  needsText(config.output, `output in ${path}`, 'src/api')
  return {
    sources: readSources(config.source, root, path),
    output: resolve(root, config.output),
    targets: targets(config, root, path),
    values: values(config, path),
    csrf: csrf(config, path),
    token: token(config, path),
    root,
  }
}

/** @param {any} config @param {string} root @param {string} path */
function targets(config, root, path) {
  const given = config.targets ?? found(root)
  if (!Array.isArray(given)) throw new Problem(`targets in ${path} must be a list.`)
  for (const each of given) {
    if (!TARGETS.includes(each))
      throw new Problem(`${path} names an unknown target '${each}'. ${suggest(String(each), TARGETS)}`)
  }
  return [...new Set(given)]
}

/** @param {any} config @param {string} path @returns {Record<string, string>} */
function values(config, path) {
  const chosen = Object.entries(VALUE_OPTIONS).map(([name, known]) => {
    const given = config[name] ?? 'string'
    if (!known.includes(given))
      throw new Problem(`${name} in ${path} is ${brief(given)}. ${suggest(String(given), known)}`)
    return [name, given]
  })
  return Object.fromEntries(chosen)
}

/** @param {any} config @param {string} path @returns {boolean} */
function csrf({ csrf = true }, path) {
  if (typeof csrf === 'boolean') return csrf
  throw new Problem(
    `csrf in ${path} is ${brief(csrf)}. Set it to false for a client that sends no CSRF token by itself, or leave it out.`,
  )
}

/** @param {any} config @param {string} path @returns {boolean} */
function token({ token = false }, path) {
  if (typeof token === 'boolean') return token
  throw new Problem(
    `token in ${path} is ${brief(token)}. Set it to true for a client that sends a Mizan Web Token, or leave it out.`,
  )
}

/** The frameworks that the package.json next to the config or above it names; React if there is none. @param {string} folder @returns {string[]} */
export function found(folder) {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return dirname(folder) === folder ? ['react'] : found(dirname(folder))
  const { dependencies, devDependencies, peerDependencies } = packageJson(file)
  const all = { ...dependencies, ...devDependencies, ...peerDependencies }
  return Object.entries(PACKAGES).flatMap(([name, target]) => (name in all ? [target] : []))
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
