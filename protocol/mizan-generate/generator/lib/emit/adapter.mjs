/** What the files of all frameworks have in common: Stage 2, a provider per context and a hook per function. */

import { fileText, importOf } from '../file.mjs'
import { camel, hookName, providerName, stateHookName } from '../naming.mjs'
import { Problem } from '../problem.mjs'
import { doc } from '../types.mjs'
import { affectedText } from './affected.mjs'
import { groupsOf } from './groups.mjs'
import { argsOf, errorsOf, isOptional, paramsOf, resultOf, TYPES } from './names.mjs'
import { pagesDeclaration, pagesHook } from './pages.mjs'

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

/** A bundler takes what is used of it. */
export const CALLS = "import * as calls from './calls.js'"

/** The files of a framework. @param {Model} model @param {Dialect} dialect @returns {Record<string, string>} */
export function emitAdapter(model, dialect) {
  const parts = partsOf(model)
  for (const context of parts.named) checkParams(context, dialect)
  return {
    [`${dialect.target}.js`]: code(model, parts, dialect),
    [`${dialect.target}.d.ts`]: declarations(model, parts, dialect),
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
    params: contexts.filter((each) => each.takesParams).map(({ name }) => paramsOf(name)),
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
function code(model, { named, hasGlobal, queries, calls }, { target, roots, provider }) {
  const { functions, servers } = model
  const paged = queries.filter(({ pages }) => pages)
  const given = [hasGlobal, ...(servers ? ['{ baseUrl }'] : [])].join(', ')
  const written = [...roots(given), ...named.map(provider)]
  const makers = ['mizanProvider', 'contextProvider'].filter((each) =>
    written.some((text) => text.includes(`${each}(`)),
  )
  const hooks = [...(queries.length ? ['queryHook', 'queryStateHook'] : []), ...(calls.length ? ['mutationHook'] : [])]
  const imports = [
    ...importOf([...makers, ...hooks], `mizan-${target}`),
    ...importOf(paged.length ? ['pagesHook'] : [], `mizan-${target}/pages`),
    ...(functions.length ? [CALLS] : []),
    ...importOf(servers ? ['baseUrl'] : [], './servers.js'),
  ]
  return fileText(imports, [
    written.join(''),
    ...[...groupsOf(model).values()].map((group) => group.map(hook).join('')),
    queries.map(stateHook).join(''),
    paged.map(pagesHook).join(''),
  ])
}

/** @param {FunctionModel} each */
const hook = ({ name, kind }) =>
  `export const ${hookName(name)} = /*#__PURE__*/ ${kind === 'query' ? 'queryHook' : 'mutationHook'}(calls.${camel(name)})\n`

/** @param {FunctionModel} each */
const stateHook = ({ name }) =>
  `export const ${stateHookName(name)} = /*#__PURE__*/ queryStateHook(calls.${camel(name)})\n`

/** @param {Model} model @param {Parts} parts @param {Dialect} dialect */
function declarations(model, parts, dialect) {
  const { named, hasGlobal, queries, calls, params } = parts
  const paged = queries.filter(({ pages }) => pages)
  const runtime = [
    ...dialect.rootTypes,
    ...(named.length ? [dialect.providerType] : []),
    ...(queries.length ? [dialect.dataType, 'QueryState'] : []),
    ...(calls.length ? ['MutationState'] : []),
  ]
  const states = calls.map((each) => mutationHook(each, affectedText(each, model)))
  const imports = [
    ...importOf(
      states.some((each) => each.includes(', BuiltInError, ')) ? ['BuiltInError'] : [],
      'mizan-client',
      'import type',
    ),
    ...importOf(runtime.filter(Boolean), `mizan-${dialect.target}`, 'import type'),
    ...importOf(paged.length ? ['PagesChoice', 'PagesResult'] : [], `mizan-${dialect.target}/pages`, 'import type'),
    ...dialect.imports(parts),
    ...(params.length + queries.length + calls.length ? [TYPES] : []),
  ]
  return fileText(imports, [
    ...dialect.rootDeclarations(`the connection to the server${hasGlobal ? ' and the global context' : ''}`),
    ...named.map(dialect.providerDeclaration),
    ...queries.map((each) => queryHooks(each, params.includes(paramsOf(each.context)), dialect)),
    ...states,
  ])
}

/** @param {FunctionModel} each @param {boolean} hasParams @param {Dialect} dialect */
function queryHooks(each, hasParams, { given, data }) {
  const { name, context, description } = each
  const params = hasParams ? `params?: ${given(paramsOf(context))}` : ''
  const state = [resultOf(each), ...errorsOf(each)].join(', ')
  return (
    `${doc({ description }, '')}export function ${hookName(name)}(${params}): ${data(resultOf(each))}\n` +
    `export function ${stateHookName(name)}(${params}): QueryState<${state}>\n${pagesDeclaration(each, given)}`
  )
}

/** @param {FunctionModel} each @param {string} affected */
function mutationHook(each, affected) {
  const args = `${argsOf(each)}${isOptional(each) ? ' | undefined' : ''}`
  const state = [args, resultOf(each), ...errorsOf(each, affected)].join(', ')
  return `${doc({ description: each.description }, '')}export function ${hookName(each.name)}(): MutationState<${state}>\n`
}
