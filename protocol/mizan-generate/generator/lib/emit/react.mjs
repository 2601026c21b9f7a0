/** `react`: Stage 2, a provider per context and a hook per function. */

import { fileText, importOf } from '../file.mjs'
import { argsType, camel, errorType, hookName, paramsType, providerName, stateHookName, text } from '../naming.mjs'
import { Problem } from '../problem.mjs'
import { doc } from '../types.mjs'

/** @typedef {import('../model.mjs').Model} Model */
/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */

/** @param {Model} model @returns {Record<string, string>} */
export function emitReact(model) {
  const named = model.contexts.filter(({ name }) => name !== 'global')
  named.forEach(checkProps)
  const queries = model.functions.filter(({ kind }) => kind === 'query')
  const calls = model.functions.filter(({ kind }) => kind !== 'query')
  const hasGlobal = named.length < model.contexts.length
  const makers = [
    'mizanProvider',
    ...(named.length ? ['contextProvider'] : []),
    ...(queries.length ? ['queryHook', 'queryStateHook'] : []),
    ...(calls.length ? ['mutationHook'] : []),
  ]
  const given = model.servers ? [hasGlobal, '{ baseUrl }'] : [hasGlobal]
  const code = [
    `export const MizanContext = /*#__PURE__*/ mizanProvider(${given.join(', ')})\n`,
    ...named.map(({ name }) => `export const ${providerName(name)} = /*#__PURE__*/ contextProvider(${text(name)})\n`),
    ...queries.map(
      ({ name }) =>
        `export const ${hookName(name)} = /*#__PURE__*/ queryHook(${camel(name)})\nexport const ${stateHookName(name)} = /*#__PURE__*/ queryStateHook(${camel(name)})\n`,
    ),
    ...calls.map(({ name }) => `export const ${hookName(name)} = /*#__PURE__*/ mutationHook(${camel(name)})\n`),
  ]
  const imports = [
    ...importOf(makers, 'mizan-react'),
    ...importOf(
      model.functions.map(({ name }) => camel(name)),
      './calls.js',
    ),
    ...importOf(model.servers ? ['baseUrl'] : [], './servers.js'),
  ]
  return { 'react.js': fileText(imports, code), 'react.d.ts': declarations(model, named, queries, calls) }
}

/** Props of every provider, and two that React keeps for itself. */
const OWN_PROPS = ['children', 'errorFallback', 'fallback', 'key', 'ref']

/** Refuse params that a provider could not pass on. @param {Model['contexts'][number]} context */
function checkProps({ name, params }) {
  const taken = OWN_PROPS.find((each) => Object.hasOwn(params.properties ?? {}, each))
  if (taken) {
    throw new Problem(
      `The context ${name} has a param '${taken}', which <${providerName(name)}> cannot take as a prop. Rename the param.`,
    )
  }
}

/**
 * @param {Model} model
 * @param {Model['contexts']} named
 * @param {readonly FunctionModel[]} queries
 * @param {readonly FunctionModel[]} calls
 */
function declarations(model, named, queries, calls) {
  const runtime = [
    'MizanProps',
    ...(named.length ? ['ContextProps'] : []),
    ...(queries.length ? ['QueryState'] : []),
    ...(calls.length ? ['MutationState'] : []),
  ]
  const withParams = model.contexts.filter(({ takesParams }) => takesParams).map(({ name }) => paramsType(name))
  const types = [
    ...withParams,
    ...queries.flatMap(({ name, resultName }) => [resultName, errorType(name)]),
    ...calls.flatMap(({ name, resultName }) => [argsType(name), resultName, errorType(name)]),
  ]
  const imports = [
    ...importOf(runtime, 'mizan-react', 'import type'),
    ...importOf(['ReactNode'], 'react', 'import type'),
    ...importOf(types, './types.js', 'import type'),
  ]
  const hasGlobal = named.length < model.contexts.length
  const blocks = [
    `/** Provides the connection to the server${hasGlobal ? ' and the global context' : ''} to everything below it. */\nexport declare function MizanContext(props: MizanProps): ReactNode\n`,
    ...named.map(
      ({ name, functions, params }) =>
        `/** Provides the context \`${name}\`: ${functions.join(', ')}. */\nexport declare function ${providerName(name)}(props: ContextProps${Object.keys(params.properties ?? {}).length ? ` & ${paramsType(name)}` : ''}): ReactNode\n`,
    ),
    ...queries.map((each) => queryHooks(each, withParams.includes(paramsType(each.context)))),
    ...calls.map(mutationHook),
  ]
  return fileText(imports, blocks)
}

/** @param {FunctionModel} each @param {boolean} takesParams */
function queryHooks({ name, resultName, context, description }, takesParams) {
  const text_ = doc({ description }, '')
  const params = takesParams ? `params?: ${paramsType(context)}` : ''
  return (
    `${text_}export declare function ${hookName(name)}(${params}): ${resultName}\n` +
    `${text_}export declare function ${stateHookName(name)}(${params}): QueryState<${resultName}, ${errorType(name)}>\n`
  )
}

/** @param {FunctionModel} each */
function mutationHook({ name, resultName, args, requiredFiles, description }) {
  const optional = (args.required ?? []).length + requiredFiles.length === 0 ? ' | undefined' : ''
  return `${doc({ description }, '')}export declare function ${hookName(name)}(): MutationState<${argsType(name)}${optional}, ${resultName}, ${errorType(name)}>\n`
}
