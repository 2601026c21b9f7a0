/** The document, read once with suspicion: a frozen view of what is emitted. */

import {
  argsType,
  callName,
  camel,
  errorType,
  fetchName,
  hookName,
  IDENTIFIER,
  isFunctionName,
  paramsType,
  providerName,
  resultType,
  stateHookName,
} from './naming.mjs'
import { Problem } from './problem.mjs'

export const PROTOCOL = 1

/** @typedef {Record<string, any>} Schema */

/**
 * @typedef {object} FunctionModel
 * @property {string} name
 * @property {'query' | 'mutation' | 'call'} kind
 * @property {string} context empty unless a query
 * @property {readonly string[]} params names of a query's own params
 * @property {readonly string[]} contexts what a mutation affects
 * @property {Schema} args
 * @property {Schema} result
 * @property {Readonly<Record<string, Schema>>} files
 * @property {readonly string[]} requiredFiles
 * @property {readonly string[]} errors own error codes
 * @property {string} description
 */

/**
 * @typedef {object} Model
 * @property {readonly FunctionModel[]} functions
 * @property {readonly { name: string, functions: readonly string[], params: Schema }[]} contexts
 * @property {readonly { name: string, schema: Schema }[]} types used by functions
 * @property {Readonly<Record<string, { status: number, details: Schema, description?: string }>>} errors
 */

/**
 * Read a document.
 * @param {any} document
 * @returns {Model}
 */
export function readModel(document) {
  const mizan = document?.['x-mizan']
  if (!isRecord(mizan)) throw new Problem('This is no Mizan document: it has no x-mizan part.')
  if (mizan.protocol !== PROTOCOL) {
    throw new Problem(
      `The document speaks version ${mizan.protocol} of the protocol, this generator version ${PROTOCOL}.`,
    )
  }
  const functions = sorted(mizan.functions).map(([name, each]) => readFunction(name, each))
  const contexts = sorted(mizan.contexts).map(([name, each]) => readContext(name, each))
  const errors = mizan.errors ?? {}
  const types = usedTypes([functions, contexts.map(({ params }) => params), errors], document.components?.schemas ?? {})
  const model = Object.freeze({ functions, contexts, types, errors })
  checkNames(model)
  return model
}

/** @param {string} name @param {any} given @returns {FunctionModel} */
function readFunction(name, given) {
  if (!isFunctionName(name)) throw new Problem(`${JSON.stringify(name)} cannot be the name of a function.`)
  if (!isRecord(given) || !isRecord(given.args) || !isRecord(given.result))
    throw new Problem(`The document is damaged: the function '${name}' lacks its args or its result.`)
  if (!['query', 'mutation', 'call'].includes(given.kind))
    throw new Problem(`The function '${name}' is of an unknown kind '${given.kind}'.`)
  return Object.freeze({
    name,
    kind: given.kind,
    context: given.context ?? '',
    params: given.params ?? [],
    contexts: given.contexts ?? [],
    args: given.args,
    result: given.result,
    files: given.files ?? {},
    requiredFiles: given.required_files ?? [],
    errors: given.errors ?? [],
    description: given.description ?? '',
  })
}

/** @param {string} name @param {any} given */
function readContext(name, given) {
  if (!isFunctionName(name)) throw new Problem(`${JSON.stringify(name)} cannot be the name of a context.`)
  if (!isRecord(given) || !Array.isArray(given.functions) || !isRecord(given.params))
    throw new Problem(`The document is damaged: the context '${name}' lacks its functions or its params.`)
  return { name, functions: given.functions, params: given.params }
}

/** @param {unknown} value @returns {value is Record<string, any>} */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param {unknown} roots @param {Record<string, Schema>} schemas */
function usedTypes(roots, schemas) {
  /** @type {Set<string>} */
  const used = new Set()
  const open = [...references(roots)]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (used.has(name)) continue
    if (!Object.hasOwn(schemas, name))
      throw new Problem(`The document refers to a type '${name}' that it does not hold.`)
    if (!IDENTIFIER.test(name)) throw new Problem(`${JSON.stringify(name)} cannot be the name of a type.`)
    used.add(name)
    open.push(...references(schemas[name]))
  }
  return [...used].sort().map((name) => ({ name, schema: /** @type {Schema} */ (schemas[name]) }))
}

/** @param {unknown} node @returns {string[]} */
function references(node) {
  if (!node || typeof node !== 'object') return []
  const found = Array.isArray(node) ? [] : refOf(/** @type {Schema} */ (node))
  return [...found, ...Object.values(node).flatMap(references)]
}

/** @param {Schema} schema */
function refOf(schema) {
  return typeof schema.$ref === 'string' ? [schema.$ref.split('/').at(-1) ?? ''] : []
}

/** Refuse documents in which two things would get one name. @param {Model} model */
function checkNames({ functions, contexts, types }) {
  /** @type {Map<string, string>} */
  const owners = new Map()
  for (const name of OWN_NAMES) owners.set(name, 'Mizan itself')
  const claim = (/** @type {string} */ name, /** @type {string} */ owner) => {
    const other = owners.get(name)
    if (other) throw new Problem(`${owner} and ${other} would both be called ${name}. Rename one of them.`)
    owners.set(name, owner)
  }
  for (const { name } of types) claim(name, `the type ${name}`)
  for (const { name } of contexts) {
    claim(paramsType(name), `the context ${name}`)
    if (name !== 'global') claim(providerName(name), `the context ${name}`)
  }
  for (const { name, kind, result } of functions) {
    const owner = `the function ${name}`
    const own = [argsType(name), errorType(name), camel(name), hookName(name)]
    if (!isNamedLikeResult(name, result)) own.push(resultType(name))
    const rest = kind === 'query' ? [fetchName(name), stateHookName(name)] : [callName(name)]
    for (const each of [...own, ...rest]) claim(each, owner)
  }
}

/** Tell whether a function's result is a model that is called as its result type would be. @param {string} name @param {Schema} result */
export function isNamedLikeResult(name, result) {
  return refOf(result)[0] === resultType(name)
}

const OWN_NAMES = [
  'MizanContext',
  'MizanError',
  'BuiltInError',
  'ValidationDetail',
  // what the generated types themselves are written with
  'Array',
  'Blob',
  'File',
  'Partial',
  'Record',
]

/** @template T @param {Record<string, T> | undefined} record @returns {[string, T][]} */
function sorted(record) {
  return Object.entries(record ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
}
