/** `tanstack`: options for TanStack Query, beside a framework's file or without one. */

import { fileText, importOf } from '../file.mjs'
import { camel, mutationName, optionsName } from '../naming.mjs'
import { doc } from '../types.mjs'
import { CALLS } from './adapter.mjs'
import { argsOf, errorsOf, isOptional, paramsOf, resultOf, TYPES } from './names.mjs'

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
    ...(functions.length ? [CALLS] : []),
    ...importOf(servers ? ['baseUrl'] : [], './servers.js'),
  ]
  return fileText(imports, [
    `export const connectMizan = /*#__PURE__*/ connector(${servers ? '{ baseUrl }' : ''})\n`,
    ...queries.map(
      ({ name }) => `export const ${optionsName(name)} = /*#__PURE__*/ queryOptions(calls.${camel(name)})\n`,
    ),
    ...calls.map(
      ({ name }) => `export const ${mutationName(name)} = /*#__PURE__*/ mutationOptions(calls.${camel(name)})\n`,
    ),
  ])
}

/** @param {Model} model @param {readonly FunctionModel[]} queries @param {readonly FunctionModel[]} calls */
function declarations({ contexts }, queries, calls) {
  const params = new Map(contexts.filter(({ takesParams }) => takesParams).map((each) => [each.name, each.params]))
  const runtime = ['Connect', ...(calls.length ? ['MutationOptions'] : []), ...(queries.length ? ['QueryOptions'] : [])]
  const imports = [
    ...importOf(calls.length ? ['CallOptions'] : [], 'mizan-client', 'import type'),
    ...importOf(runtime, 'mizan-tanstack', 'import type'),
    ...(queries.length + calls.length ? [TYPES] : []),
  ]
  return fileText(imports, [
    "/** Says how a client's queries reach the server. Returns how to end that. */\nexport const connectMizan: Connect\n",
    ...queries.map((each) => query(each, params.get(each.context))),
    ...calls.map(call),
  ])
}

/** @param {FunctionModel} each @param {import('../schema.mjs').Schema | undefined} params of its context, if that takes some */
function query(each, params) {
  const optional = params?.required?.length ? '' : '?'
  const given = params ? `params${optional}: ${paramsOf(each.context)}` : ''
  const types = [resultOf(each), ...errorsOf(each)].join(', ')
  return `${doc({ description: each.description }, '')}export function ${optionsName(each.name)}(${given}): QueryOptions<${types}>\n`
}

/** @param {FunctionModel} each */
function call(each) {
  const args = `${argsOf(each)}${isOptional(each) ? ' | undefined' : ''}`
  const types = [args, resultOf(each), ...errorsOf(each)].join(', ')
  return `${doc({ description: each.description }, '')}export function ${mutationName(each.name)}(options?: CallOptions): MutationOptions<${types}>\n`
}
