/** `calls`: Stage 1, a typed function per server function, and what the runtime knows of it. */

import { fileText, importOf } from '../file.mjs'
import { argsType, callName, camel, errorType, fetchName, text } from '../naming.mjs'
import { doc } from '../types.mjs'

/** @typedef {import('../model.mjs').Model} Model */
/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */

/** @param {Model} model @returns {Record<string, string>} */
export function emitCalls({ functions }) {
  const queries = functions.some(({ kind }) => kind === 'query')
  const calls = functions.some(({ kind }) => kind !== 'query')
  const makers = [...(queries ? ['fetcher', 'query'] : []), ...(calls ? ['caller', 'mutation'] : [])]
  const runtime = [
    ...(functions.length ? ['CallOptions'] : []),
    ...(queries ? ['Query'] : []),
    ...(calls ? ['Mutation'] : []),
  ]
  const types = functions.flatMap(({ name, resultName }) => [argsType(name), resultName, errorType(name)])
  return {
    'calls.js': fileText(importOf(makers, 'mizan-client'), functions.map(code)),
    'calls.d.ts': fileText(
      [...importOf(runtime, 'mizan-client', 'import type'), ...importOf(types, './types.js', 'import type')],
      functions.map(declaration),
    ),
  }
}

/** @param {FunctionModel} each */
function code({ name, kind, context, params, contexts, files }) {
  if (kind === 'query') {
    const made = [text(name), text(context), ...(params.length ? [list(params)] : [])]
    return `export const ${camel(name)} = /*#__PURE__*/ query(${made.join(', ')})\nexport const ${fetchName(name)} = /*#__PURE__*/ fetcher(${camel(name)})\n`
  }
  const fileNames = Object.keys(files)
  const made = [
    text(name),
    ...(contexts.length || fileNames.length ? [list(contexts)] : []),
    ...(fileNames.length ? [list(fileNames)] : []),
  ]
  return `export const ${camel(name)} = /*#__PURE__*/ mutation(${made.join(', ')})\nexport const ${callName(name)} = /*#__PURE__*/ caller(${camel(name)})\n`
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
