/** `tanstack`: options for TanStack Query, beside a framework's file or without one. */

import { fileText, importOf } from '../file.mjs'
import { argsType, camel, errorType, mutationName, optionsName, paramsType } from '../naming.mjs'
import { doc } from '../types.mjs'

/** @typedef {import('../model.mjs').Model} Model */
/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */

/** @param {Model} model @returns {Record<string, string>} */
export function emitTanstack(model) {
  const queries = model.functions.filter(({ kind }) => kind === 'query')
  const calls = model.functions.filter(({ kind }) => kind !== 'query')
  return { 'tanstack.js': code(model, queries, calls), 'tanstack.d.ts': declarations(model, queries, calls) }
}

/** @param {Model} model @param {readonly FunctionModel[]} queries @param {readonly FunctionModel[]} calls */
function code({ functions, servers }, queries, calls) {
  const makers = [
    'connector',
    ...(calls.length ? ['mutationOptions'] : []),
    ...(queries.length ? ['queryOptions'] : []),
  ]
  const imports = [
    ...importOf(makers, 'mizan-tanstack'),
    ...importOf(
      functions.map(({ name }) => camel(name)),
      './calls.js',
    ),
    ...importOf(servers ? ['baseUrl'] : [], './servers.js'),
  ]
  return fileText(imports, [
    `export const connectMizan = /*#__PURE__*/ connector(${servers ? '{ baseUrl }' : ''})\n`,
    ...queries.map(({ name }) => `export const ${optionsName(name)} = /*#__PURE__*/ queryOptions(${camel(name)})\n`),
    ...calls.map(({ name }) => `export const ${mutationName(name)} = /*#__PURE__*/ mutationOptions(${camel(name)})\n`),
  ])
}

/** @param {Model} model @param {readonly FunctionModel[]} queries @param {readonly FunctionModel[]} calls */
function declarations({ contexts }, queries, calls) {
  const params = new Map(contexts.filter(({ takesParams }) => takesParams).map((each) => [each.name, each.params]))
  const types = [
    ...[...params.keys()].map(paramsType),
    ...queries.flatMap(({ name, resultName }) => [resultName, errorType(name)]),
    ...calls.flatMap(({ name, resultName }) => [argsType(name), resultName, errorType(name)]),
  ]
  const runtime = ['Connect', ...(calls.length ? ['MutationOptions'] : []), ...(queries.length ? ['QueryOptions'] : [])]
  const imports = [
    ...importOf(calls.length ? ['CallOptions'] : [], 'mizan-client', 'import type'),
    ...importOf(runtime, 'mizan-tanstack', 'import type'),
    ...importOf(types, './types.js', 'import type'),
  ]
  return fileText(imports, [
    "/** Says how a client's queries reach the server. Returns how to end that. */\nexport declare const connectMizan: Connect\n",
    ...queries.map((each) => query(each, params.get(each.context))),
    ...calls.map(call),
  ])
}

/** @param {FunctionModel} each @param {import('../schema.mjs').Schema | undefined} params of its context, if that takes some */
function query({ name, resultName, context, description }, params) {
  const optional = params?.required?.length ? '' : '?'
  const given = params ? `params${optional}: ${paramsType(context)}` : ''
  return `${doc({ description }, '')}export declare function ${optionsName(name)}(${given}): QueryOptions<${resultName}, ${errorType(name)}>\n`
}

/** @param {FunctionModel} each */
function call({ name, resultName, args, requiredFiles, description }) {
  const optional = (args.required ?? []).length + requiredFiles.length === 0 ? ' | undefined' : ''
  return `${doc({ description }, '')}export declare function ${mutationName(name)}(options?: CallOptions): MutationOptions<${argsType(name)}${optional}, ${resultName}, ${errorType(name)}>\n`
}
