/** A document, read once with suspicion: what it holds, sorted by name. */

import { readCache } from './cache.mjs'
import { readCsrf } from './csrf.mjs'
import { isFunctionName, isTypeName } from './naming.mjs'
import { Problem } from './problem.mjs'
import { bareReferences, brief, checkSchema, damaged, isNames, isRecord, sorted } from './schema.mjs'

export const PROTOCOL = 1

/** @typedef {import('./schema.mjs').Schema} Schema */

/**
 * @typedef {object} Affected what a mutation makes stale; its params are names of arguments, or null for computed ones
 * @property {true} [all]
 * @property {string} [context]
 * @property {string} [function]
 * @property {Readonly<Record<string, string | null>>} [params]
 */

/**
 * @typedef {object} FunctionContent
 * @property {string} name
 * @property {'query' | 'mutation' | 'call'} kind
 * @property {string} context empty unless a query
 * @property {readonly string[]} params names of a query's own params
 * @property {readonly string[]} contexts what a mutation affects
 * @property {readonly Affected[]} affects the same, as it was declared
 * @property {string} auth who may call it
 * @property {number} rev
 * @property {import('./cache.mjs').Cache} [cache] how its answers are kept, if they are
 * @property {Schema} args
 * @property {Schema} result
 * @property {Readonly<Record<string, Schema>>} files
 * @property {readonly string[]} requiredFiles
 * @property {readonly string[]} errors own error codes
 * @property {string} description
 */

/**
 * @typedef {object} ContextContent
 * @property {string} name
 * @property {readonly string[]} functions
 * @property {Schema} params
 * @property {boolean} takesParams whether hooks may be given params: not where there is one instance only
 */

/** @typedef {{ name: string, schema: Schema }} TypeContent */
/** @typedef {{ name: string, status: number, details: Schema, description?: string }} ErrorContent */

/**
 * @typedef {object} Content
 * @property {string} signature of all functions; empty where an older server wrote the document
 * @property {import('./csrf.mjs').Csrf} [csrf] the token that the server wants with each POST, if it does
 * @property {boolean} [token] whether who calls is told by a token, which the config says
 * @property {readonly FunctionContent[]} functions
 * @property {readonly ContextContent[]} contexts
 * @property {readonly TypeContent[]} types used by functions
 * @property {readonly ErrorContent[]} errors
 */

/**
 * Read a document.
 * @param {any} document
 * @returns {Content}
 */
export function readContent(document) {
  const mizan = isRecord(document) ? document['x-mizan'] : undefined
  if (!isRecord(mizan)) throw new Problem('This is no Mizan document: it has no x-mizan part.')
  if (mizan.protocol !== PROTOCOL) throw new Problem(otherProtocol(mizan.protocol))
  /** @type {Set<string>} */
  const used = new Set()
  const contexts = entries(mizan, 'contexts').map(([name, each]) => readContext(name, each, used))
  const errors = entries(mizan, 'errors').map(([code, each]) => readError(code, each, used))
  const functions = entries(mizan, 'functions').map(([name, each]) => readFunction(name, each, used))
  checkContexts(functions, contexts)
  const schemas = isRecord(document.components) ? entries(document.components, 'schemas') : []
  const signature = typeof mizan.signature === 'string' ? mizan.signature : ''
  const csrf = readCsrf(mizan.csrf)
  return { signature, functions, contexts, types: usedTypes(used, new Map(schemas)), errors, ...(csrf && { csrf }) }
}

/** @param {unknown} protocol */
function otherProtocol(protocol) {
  const update = Number(protocol) > PROTOCOL ? 'Update mizan-generate' : "Update the server's Mizan"
  return `The document speaks version ${brief(protocol)} of the protocol, this generator version ${PROTOCOL}. ${update}.`
}

/** The members of a part of the document, sorted by name. @param {Record<string, any>} holder @param {string} part */
function entries(holder, part) {
  const record = holder[part] ?? {}
  if (!isRecord(record)) throw damaged(part, `${brief(record)} stands where an object should`)
  return sorted(record)
}

/** @param {string} name @param {any} given @param {Set<string>} used @returns {FunctionContent} */
function readFunction(name, given, used) {
  if (!isFunctionName(name)) throw new Problem(`${brief(name)} cannot be the name of a function.`)
  const where = `the function '${name}'`
  if (!isRecord(given) || given.args?.type !== 'object' || given.result === undefined)
    throw damaged(where, 'it lacks its args or its result')
  if (!['query', 'mutation', 'call'].includes(given.kind)) throw damaged(where, `its kind is ${brief(given.kind)}`)
  checkSchema(given.args, `The arguments of '${name}'`, used)
  checkSchema(given.result, `The result of '${name}'`, used)
  const { context = '', files = {}, description = '' } = given
  if (typeof context !== 'string' || !isRecord(files) || typeof description !== 'string')
    throw damaged(where, 'its context, its files or its description has another shape than they should')
  if (!Number.isSafeInteger(given.rev ?? 1)) throw damaged(where, `its rev is ${brief(given.rev)}`)
  const cache = readCache(given.cache, where)
  for (const file of Object.keys(files)) checkSchema(files[file], `The file '${file}' of '${name}'`, used)
  const names = (/** @type {string} */ member) => readNames(given, member, where)
  return Object.freeze({
    name,
    kind: given.kind,
    context,
    params: names('params'),
    contexts: readTargets(names('contexts'), where),
    affects: readAffects(given, where),
    auth: given.auth ?? 'public',
    rev: given.rev ?? 1,
    ...(cache && { cache }),
    args: given.args,
    result: given.result,
    files: Object.fromEntries(sorted(files)),
    requiredFiles: names('required_files'),
    errors: names('errors'),
    description,
  })
}

/** @param {Record<string, any>} given @param {string} member @param {string} where @returns {readonly string[]} */
function readNames(given, member, where) {
  const names = given[member] ?? []
  if (!isNames(names)) throw damaged(where, `its ${member} are no list of names`)
  return names
}

/** @param {Record<string, any>} given @param {string} where @returns {readonly Affected[]} */
function readAffects({ affects = [] }, where) {
  const isTarget = (/** @type {any} */ each) =>
    isRecord(each) && isRecord(each.params ?? {}) && isNames([each.context ?? each.function ?? (each.all ? '*' : null)])
  if (!Array.isArray(affects) || !affects.every(isTarget)) throw damaged(where, 'its affects are no list of targets')
  readTargets(
    affects.map(({ context, function: name }) => context ?? name ?? EVERYTHING),
    where,
  )
  return affects
}

const EVERYTHING = '*'

/** Names of functions or contexts, or the sign for everything: they come to stand in code. @param {readonly string[]} names @param {string} where */
function readTargets(names, where) {
  const odd = names.find((each) => each !== EVERYTHING && !isFunctionName(each))
  if (odd !== undefined) throw damaged(where, `${brief(odd)} is no name of a function or a context`)
  return names
}

/** @param {string} name @param {any} given @param {Set<string>} used @returns {ContextContent} */
function readContext(name, given, used) {
  if (!isFunctionName(name)) throw new Problem(`${brief(name)} cannot be the name of a context.`)
  if (!isRecord(given) || !isNames(given.functions) || !isRecord(given.params))
    throw damaged(`the context '${name}'`, 'it lacks its functions or its params')
  checkSchema(given.params, `The params of the context '${name}'`, used)
  readTargets(given.functions, `the context '${name}'`)
  const takesParams = name !== 'global' || Object.keys(given.params.properties ?? {}).length > 0
  return { name, functions: given.functions, params: given.params, takesParams }
}

/** @param {string} code @param {any} given @param {Set<string>} used @returns {ErrorContent} */
function readError(code, given, used) {
  if (!isRecord(given)) throw damaged(`the error '${code}'`, `${brief(given)} stands where an object should`)
  checkSchema(given.details ?? {}, `The details of the error '${code}'`, used)
  return { name: code, status: given.status, details: given.details ?? {}, description: given.description }
}

/** @param {readonly FunctionContent[]} functions @param {readonly ContextContent[]} contexts */
function checkContexts(functions, contexts) {
  const known = new Set(contexts.map(({ name }) => name))
  for (const { name, kind, context } of functions) {
    if (kind === 'query' && !known.has(context))
      throw damaged(`the function '${name}'`, `its context ${brief(context)} is not described`)
  }
}

/** @param {ReadonlySet<string>} roots @param {ReadonlyMap<string, Schema>} schemas */
function usedTypes(roots, schemas) {
  const used = new Set(roots)
  for (const name of used) {
    const schema = schemas.get(name)
    if (schema === undefined) throw damaged(`the type '${name}'`, 'something refers to it, but it is not there')
    if (!isTypeName(name)) throw new Problem(`${brief(name)} cannot be the name of a type in TypeScript. Rename it.`)
    checkSchema(schema, `The type ${name}`, used)
    checkLoop(name, schemas)
  }
  return [...used].sort().map((name) => ({ name, schema: /** @type {Schema} */ (schemas.get(name)) }))
}

/** Refuse a type that is itself, with no object or list in between. @param {string} name @param {ReadonlyMap<string, any>} schemas */
function checkLoop(name, schemas) {
  const seen = new Set(bareReferences(schemas.get(name) ?? {}))
  for (const each of seen) {
    if (each === name) throw new Problem(`The type ${name} is defined by itself, with nothing in between.`)
    for (const next of bareReferences(schemas.get(each) ?? {})) seen.add(next)
  }
}
