/** `calls`: Stage 1, a typed function per server function, and what the runtime knows of it. */

import { fileText, importOf } from '../file.mjs'
import { argsType, callName, camel, errorType, fetchName, readerName, text } from '../naming.mjs'
import { references } from '../schema.mjs'
import { doc } from '../types.mjs'
import { CODECS } from './codecs.mjs'

/** @typedef {import('../model.mjs').Model} Model */
/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */

/** @param {Model} model @returns {Record<string, string>} */
export function emitCalls({ functions, readers }) {
  const queries = functions.some(({ kind }) => kind === 'query')
  const calls = functions.some(({ kind }) => kind !== 'query')
  const makers = [...(queries ? ['fetcher', 'query'] : []), ...(calls ? ['caller', 'mutation'] : [])]
  const runtime = [
    ...(functions.length ? ['CallOptions'] : []),
    ...(queries ? ['Query'] : []),
    ...(calls ? ['Mutation'] : []),
  ]
  const types = functions.flatMap(({ name, resultName }) => [argsType(name), resultName, errorType(name)])
  const read = functions.map(({ name, result }) => readers.read(result, `The result of '${name}'`))
  const spelt = functions.map(({ args }) => readers.isSpelt(args))
  const named = functions.flatMap(({ result }, index) => (read[index] ? references(result) : []))
  const imports = [
    ...importOf(makers, 'mizan-client'),
    ...(read.some((each) => each.includes('$.')) || spelt.includes(true) ? [CODECS] : []),
    ...importOf(named.filter((each) => readers.coded.has(each)).map(readerName), './codecs.js'),
  ]
  const blocks = functions.map((each, index) => code(each, read[index] ?? '', spelt[index] ?? false))
  return {
    'calls.js': fileText(imports, blocks),
    'calls.d.ts': fileText(
      [...importOf(runtime, 'mizan-client', 'import type'), ...importOf(types, './types.js', 'import type')],
      functions.map(declaration),
    ),
  }
}

/** @param {FunctionModel} each @param {string} reader of the result, if it needs one @param {boolean} spelt whether arguments have values that JSON has no form for */
function code({ name, kind, context, params, contexts, files }, reader, spelt) {
  const isQuery = kind === 'query'
  const lists = isQuery ? [params] : [contexts, Object.keys(files)]
  const given = reader ? lists.length : lists.findLastIndex((each) => each.length) + 1
  const made = [
    text(name),
    ...(isQuery ? [text(context)] : []),
    ...lists.slice(0, given).map(list),
    ...(reader ? [reader] : []),
  ]
  const descriptor = `${isQuery ? 'query' : 'mutation'}(${made.join(', ')})`
  const marked = spelt ? `/*#__PURE__*/ $.encoded(/*#__PURE__*/ ${descriptor})` : `/*#__PURE__*/ ${descriptor}`
  const [called, maker] = isQuery ? [fetchName(name), 'fetcher'] : [callName(name), 'caller']
  return `export const ${camel(name)} = ${marked}\nexport const ${called} = /*#__PURE__*/ ${maker}(${camel(name)})\n`
}

/** @param {FunctionModel} each */
function declaration({ name, resultName, kind, args, requiredFiles, description }) {
  const optional = (args.required ?? []).length + requiredFiles.length === 0
  const first = `${kind === 'query' ? 'params' : 'args'}${optional ? '?' : ''}: ${argsType(name)}`
  const types = `<${argsType(name)}, ${resultName}, ${errorType(name)}>`
  const called = kind === 'query' ? fetchName(name) : callName(name)
  return (
    `export declare const ${camel(name)}: ${kind === 'query' ? 'Query' : 'Mutation'}${types}\n` +
    `${doc({ description }, '')}export declare function ${called}(${first}, options?: CallOptions): Promise<${resultName}>\n`
  )
}

/** @param {readonly string[]} names */
const list = (names) => `[${names.map(text).join(', ')}]`
