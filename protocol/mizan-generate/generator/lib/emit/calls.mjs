/** `calls`: Stage 1, a typed function per server function, and what the runtime knows of it. */

import { fileText, importOf } from '../file.mjs'
import { callName, camel, contextName, fetchName, prefetchName, readerName, text } from '../naming.mjs'
import { references } from '../schema.mjs'
import { doc } from '../types.mjs'
import { affectedText, scopeText } from './affected.mjs'
import { CODECS } from './codecs.mjs'
import { groupsOf } from './groups.mjs'
import { argsOf, errorsOf, isOptional, paramsOf, resultOf, TYPES } from './names.mjs'

/** @typedef {import('../model.mjs').Model} Model */
/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */

/** @param {Model} model @returns {Record<string, string>} */
export function emitCalls(model) {
  const { functions, signature, csrf, token } = model
  const declared = functions.map((each) => declaration(each, affectedText(each, model)))
  const runtime = [
    ...['CallOptions', ...(hasQueries(model) ? ['Query'] : []), ...(hasCalls(model) ? ['Mutation'] : [])],
    ...(declared.some((each) => each.includes(DEFAULT_ERRORS)) ? ['BuiltInError'] : []),
  ]
  const named = namedContexts(model)
  const imports = [
    ...importOf(functions.length ? runtime : [], 'mizan-client', 'import type'),
    ...importOf(named.length ? ['PrefetchOptions'] : [], 'mizan-client/prefetch', 'import type'),
    ...(functions.length ? [TYPES] : []),
  ]
  return {
    'calls.js': code(model),
    'calls.d.ts': fileText(imports, [...declared, ...named.map(prefetchDeclaration)]),
    ...(isCached(model) && { 'after.js': fileText(importOf(['after'], 'mizan-client/after'), ['after()\n']) }),
    ...(signature && {
      'signature.js': fileText([`import { sign } from 'mizan-client/signature'`], [`sign(${text(signature)})\n`]),
    }),
    ...(csrf && { 'csrf.js': fileText(importOf(['csrf'], 'mizan-client/csrf'), [csrfText(csrf)]) }),
    ...(token && { 'token.js': fileText(importOf(['token'], 'mizan-client/token'), ['token()\n']) }),
  }
}

/** @param {import('../csrf.mjs').Csrf} csrf */
const csrfText = ({ cookie, header }) => `csrf({ cookie: ${text(cookie)}, header: ${text(header)} })\n`

/** What errors are called where there are none of a function's own, but something stands behind them. */
const DEFAULT_ERRORS = ', BuiltInError, '

/** The global context is there before anything else could be asked for. @param {Model} model */
const namedContexts = ({ contexts }) => contexts.filter(({ name }) => name !== 'global')

/** @param {Model} model */
const hasQueries = ({ functions }) => functions.some(({ kind }) => kind === 'query')
/** @param {Model} model */
const hasCalls = ({ functions }) => functions.some(({ kind }) => kind !== 'query')

/** Whether there is an answer that is kept, so that caches have to be told what was written since. @param {Model} model */
const isCached = ({ functions }) => functions.some(({ cache }) => cache)

/** Descriptors by context, then what calls them. @param {Model} model */
function code(model) {
  const { functions, contexts, readers } = model
  const groups = groupsOf(model)
  const exported = new Set(functions.flatMap((each) => [camel(each.name), calledName(each)]))
  const constants = new Map(contexts.map((each) => [each.name, constantOf(each, exported)]))
  const read = new Map(functions.map(({ name, result }) => [name, readers.read(result, `The result of '${name}'`)]))
  const spelt = new Set(functions.filter(({ args }) => readers.isSpelt(args)))
  const named = functions.flatMap(({ name, result }) => (read.get(name) ? references(result) : []))
  const makers = [
    ...(hasQueries(model) ? ['context', 'fetcher', 'query'] : []),
    ...(hasCalls(model) ? ['caller', 'mutation'] : []),
  ]
  const imports = [
    ...importOf(makers, 'mizan-client'),
    ...importOf(namedContexts(model).length ? ['prefetcher'] : [], 'mizan-client/prefetch'),
    ...(functions.some(({ files }) => Object.keys(files).length)
      ? importOf(['uploading'], 'mizan-client/uploads')
      : []),
    ...(spelt.size || [...read.values()].some((each) => each.includes('$.')) ? [CODECS] : []),
    ...importOf(functions.some(scopeText) ? ['scoped'] : [], 'mizan-client/scope'),
    ...importOf(named.filter((each) => readers.coded.has(each)).map(readerName), './codecs.js'),
    ...(isCached(model) ? ["import './after.js'"] : []),
    ...(model.csrf ? ["import './csrf.js'"] : []),
    ...(model.signature ? ["import './signature.js'"] : []),
    ...(model.token ? ["import './token.js'"] : []),
  ]
  const blocks = [...groups].map(([name, members]) => {
    const lines = members.map((each) => descriptor(each, constants, read.get(each.name) ?? '', spelt.has(each)))
    return (constants.get(name)?.line ?? '') + lines.join('')
  })
  return fileText(imports, [
    ...blocks,
    [...groups.values()].flat().map(call).join(''),
    namedContexts(model).map(prefetcher).join(''),
  ])
}

/** @typedef {{ name: string, params: readonly string[], line: string }} Constant */

/** What queries and mutations name a context by. @param {Model['contexts'][number]} context @param {ReadonlySet<string>} exported @returns {Constant} */
function constantOf({ name: context, params: { properties = {} } }, exported) {
  const params = Object.keys(properties).sort()
  const name = contextName(context, exported)
  const given = [text(context), ...(params.length ? [list(params)] : [])].join(', ')
  return { name, params, line: `const ${name} = /*#__PURE__*/ context(${given})\n` }
}

/** @param {FunctionModel} each @param {ReadonlyMap<string, Constant>} constants @param {string} reader of the result, if it needs one @param {boolean} spelt whether arguments have values that JSON has no form for */
function descriptor(each, constants, reader, spelt) {
  const context = constants.get(each.context)
  const made = context ? queryText(each, context, reader) : mutationText(each, constants, reader)
  const marked = spelt ? `/*#__PURE__*/ $.encoded(/*#__PURE__*/ ${made})` : `/*#__PURE__*/ ${made}`
  return `export const ${camel(each.name)} = ${marked}\n`
}

/** @param {FunctionModel} each @param {Constant} context @param {string} reader */
function queryText({ name, params }, context, reader) {
  const fewer = params.length < context.params.length ? [list([...params].sort())] : []
  const further = reader ? [fewer[0] ?? 'undefined', reader] : fewer
  return `query(${[text(name), context.name, ...further].join(', ')})`
}

/** @param {FunctionModel} each @param {ReadonlyMap<string, Constant>} constants @param {string} reader */
function mutationText(each, constants, reader) {
  const { name, contexts, files } = each
  const affected = contexts.map((each) => constants.get(each)?.name ?? text(each))
  const given = [...(affected.length || reader ? [`[${affected.join(', ')}]`] : []), ...(reader ? [reader] : [])]
  const made = `mutation(${[text(name), ...given].join(', ')})`
  const scope = scopeText(each)
  const scoped = scope ? `scoped(/*#__PURE__*/ ${made}, ${scope})` : made
  const names = Object.keys(files)
  return names.length ? `uploading(/*#__PURE__*/ ${scoped}, ${list(names)})` : scoped
}

/** @param {FunctionModel} each */
function call(each) {
  const maker = each.kind === 'query' ? 'fetcher' : 'caller'
  return `export const ${calledName(each)} = /*#__PURE__*/ ${maker}(${camel(each.name)})\n`
}

/** @param {Model['contexts'][number]} context */
const prefetcher = ({ name }) => `export const ${prefetchName(name)} = /*#__PURE__*/ prefetcher(${text(name)})\n`

/** @param {Model['contexts'][number]} context */
function prefetchDeclaration({ name, params, takesParams }) {
  const given = takesParams ? `params${params.required?.length ? '' : '?'}: ${paramsOf(name)}, ` : 'params?: {}, '
  return `/** Load the context \`${name}\` before it is shown. */\nexport function ${prefetchName(name)}(${given}options?: PrefetchOptions): Promise<void>\n`
}

/** @param {FunctionModel} each @param {string} affected the type of the queries that it affects, if it does */
function declaration(each, affected) {
  const { name, kind, description } = each
  const [type, given] = kind === 'query' ? ['Query', 'params'] : ['Mutation', 'args']
  const first = `${given}${isOptional(each) ? '?' : ''}: ${argsOf(each)}`
  const types = [argsOf(each), resultOf(each), ...errorsOf(each, affected)].join(', ')
  const options = affected ? `CallOptions<${affected}>` : 'CallOptions'
  return (
    `export const ${camel(name)}: ${type}<${types}>\n` +
    `${doc({ description }, '')}export function ${calledName(each)}(${first}, options?: ${options}): Promise<${resultOf(each)}>\n`
  )
}

/** What Stage 1 calls a function by. @param {FunctionModel} each */
const calledName = ({ name, kind }) => (kind === 'query' ? fetchName(name) : callName(name))

/** @param {readonly string[]} names */
const list = (names) => `[${names.map(text).join(', ')}]`
