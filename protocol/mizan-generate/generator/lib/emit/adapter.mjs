/** What the files of all frameworks have in common: Stage 2, a provider per context and a hook per function. */

import { fileText, importOf } from '../file.mjs'
import { argsType, camel, errorType, hookName, paramsType, providerName, stateHookName } from '../naming.mjs'
import { Problem } from '../problem.mjs'
import { doc } from '../types.mjs'

/** @typedef {import('../model.mjs').Model} Model */
/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */
/** @typedef {Model['contexts'][number]} Context */

/**
 * How a framework spells what all of them have.
 * @typedef {object} Dialect
 * @property {string} target its name; the adapter's package is called `mizan-` and that
 * @property {readonly string[]} rootTypes types of the adapter that the roots need
 * @property {string} providerType the type of the adapter that providers need, if any
 * @property {string} dataType the type of the adapter that data needs, if any
 * @property {(parts: Parts) => readonly string[]} imports of the framework's own types
 * @property {readonly string[]} reserved params that a provider could not pass on
 * @property {(given: string) => readonly string[]} roots what stands above everything, made with these arguments
 * @property {(what: string) => readonly string[]} rootDeclarations the same, declared; what it provides, for its text
 * @property {(context: Context) => string} provider
 * @property {(context: Context) => string} providerDeclaration
 * @property {(type: string) => string} given the type of a hook's params
 * @property {(type: string) => string} data the type that a data hook returns
 */

/**
 * @typedef {object} Parts
 * @property {readonly Context[]} named all contexts but the global one
 * @property {boolean} hasGlobal
 * @property {readonly FunctionModel[]} queries
 * @property {readonly FunctionModel[]} calls
 * @property {readonly string[]} params the types of the contexts' params
 */

/** The files of a framework. @param {Model} model @param {Dialect} dialect @returns {Record<string, string>} */
export function emitAdapter(model, dialect) {
  const parts = partsOf(model)
  for (const context of parts.named) checkParams(context, dialect)
  return {
    [`${dialect.target}.js`]: code(model, parts, dialect),
    [`${dialect.target}.d.ts`]: declarations(parts, dialect),
  }
}

/** What a provider's text says that it provides. @param {Context} context */
export const providesText = ({ name, functions }) =>
  `/** Provides the context \`${name}\`: ${functions.join(', ')}. */\n`

/** @param {Context} context */
export const takesParams = ({ params }) => Object.keys(params.properties ?? {}).length > 0

/** @param {Model} model @returns {Parts} */
function partsOf({ contexts, functions }) {
  const named = contexts.filter(({ name }) => name !== 'global')
  return {
    named,
    hasGlobal: named.length < contexts.length,
    queries: functions.filter(({ kind }) => kind === 'query'),
    calls: functions.filter(({ kind }) => kind !== 'query'),
    params: contexts.filter((each) => each.takesParams).map(({ name }) => paramsType(name)),
  }
}

/** Refuse params that a provider could not pass on. @param {Context} context @param {Dialect} dialect */
function checkParams({ name, params }, { target, reserved }) {
  const taken = reserved.find((each) => Object.hasOwn(params.properties ?? {}, each))
  if (!taken) return
  throw new Problem(
    `The context ${name} has a param '${taken}', which <${providerName(name)}> cannot take as a prop (${target}). Rename the param.`,
  )
}

/** @param {Model} model @param {Parts} parts @param {Dialect} dialect */
function code({ functions, servers }, { named, hasGlobal, queries, calls }, { target, roots, provider }) {
  const given = [hasGlobal, ...(servers ? ['{ baseUrl }'] : [])].join(', ')
  const written = [...roots(given), ...named.map(provider)]
  const makers = ['mizanProvider', 'contextProvider'].filter((each) =>
    written.some((text) => text.includes(`${each}(`)),
  )
  const hooks = [...(queries.length ? ['queryHook', 'queryStateHook'] : []), ...(calls.length ? ['mutationHook'] : [])]
  const imports = [
    ...importOf([...makers, ...hooks], `mizan-${target}`),
    ...importOf(
      functions.map(({ name }) => camel(name)),
      './calls.js',
    ),
    ...importOf(servers ? ['baseUrl'] : [], './servers.js'),
  ]
  return fileText(imports, [
    ...written,
    ...queries.map(
      ({ name }) =>
        `export const ${hookName(name)} = /*#__PURE__*/ queryHook(${camel(name)})\nexport const ${stateHookName(name)} = /*#__PURE__*/ queryStateHook(${camel(name)})\n`,
    ),
    ...calls.map(({ name }) => `export const ${hookName(name)} = /*#__PURE__*/ mutationHook(${camel(name)})\n`),
  ])
}

/** @param {Parts} parts @param {Dialect} dialect */
function declarations(parts, dialect) {
  const { named, hasGlobal, queries, calls, params } = parts
  const types = [
    ...params,
    ...queries.flatMap(({ name, resultName }) => [resultName, errorType(name)]),
    ...calls.flatMap(({ name, resultName }) => [argsType(name), resultName, errorType(name)]),
  ]
  const runtime = [
    ...dialect.rootTypes,
    ...(named.length ? [dialect.providerType] : []),
    ...(queries.length ? [dialect.dataType, 'QueryState'] : []),
    ...(calls.length ? ['MutationState'] : []),
  ]
  const imports = [
    ...importOf(runtime.filter(Boolean), `mizan-${dialect.target}`, 'import type'),
    ...dialect.imports(parts),
    ...importOf(types, './types.js', 'import type'),
  ]
  return fileText(imports, [
    ...dialect.rootDeclarations(`the connection to the server${hasGlobal ? ' and the global context' : ''}`),
    ...named.map(dialect.providerDeclaration),
    ...queries.map((each) => queryHooks(each, params.includes(paramsType(each.context)), dialect)),
    ...calls.map(mutationHook),
  ])
}

/** @param {FunctionModel} each @param {boolean} hasParams @param {Dialect} dialect */
function queryHooks({ name, resultName, context, description }, hasParams, { given, data }) {
  const text = doc({ description }, '')
  const params = hasParams ? `params?: ${given(paramsType(context))}` : ''
  return (
    `${text}export declare function ${hookName(name)}(${params}): ${data(resultName)}\n` +
    `${text}export declare function ${stateHookName(name)}(${params}): QueryState<${resultName}, ${errorType(name)}>\n`
  )
}

/** @param {FunctionModel} each */
function mutationHook({ name, resultName, args, requiredFiles, description }) {
  const optional = (args.required ?? []).length + requiredFiles.length === 0 ? ' | undefined' : ''
  return `${doc({ description }, '')}export declare function ${hookName(name)}(): MutationState<${argsType(name)}${optional}, ${resultName}, ${errorType(name)}>\n`
}
