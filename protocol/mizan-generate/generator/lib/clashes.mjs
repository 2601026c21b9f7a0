/** Names that two things would share. */

import { expectedContexts } from './emit/affected.mjs'
import {
  argsType,
  callName,
  camel,
  errorType,
  fetchName,
  hookName,
  jsonType,
  mutationName,
  optionsName,
  pagesHookName,
  paramsType,
  prefetchName,
  providerName,
  queriesType,
  setterName,
  stateHookName,
} from './naming.mjs'
import { Problem } from './problem.mjs'
import { refOf } from './schema.mjs'
import { typesOf } from './values.mjs'

/**
 * Refuse a model in which two things would get one name.
 * @param {import('./model.mjs').Model} model
 * @param {readonly string[]} targets
 */
export function checkClashes({ functions, contexts, types, servers, forms, jsonTypes }, targets) {
  const expected = expectedContexts({ functions })
  const ours = [
    ...OWN_NAMES,
    ...typesOf(forms),
    ...filesOf(functions),
    ...(servers ? ['baseUrl'] : []),
    ...targets.flatMap((each) => TARGETS_NAMES[each] ?? []),
  ]
  /** @type {Map<string, string>} */
  const owners = new Map(ours.map((name) => [name, 'Mizan itself']))
  const claim = (/** @type {string} */ name, /** @type {string} */ owner) => {
    const other = owners.get(name)
    if (other) throw new Problem(`${owner} and ${other} would both be called ${name}. Rename one of them.`)
    owners.set(name, owner)
  }
  for (const { name, schema } of types) {
    if (schema['x-enum-names'] && VALUES.includes(name)) owners.set(name, 'a value of JavaScript')
    claim(name, `The type ${name}`)
    if (jsonTypes.has(name)) claim(jsonType(name), `The type ${name}`)
  }
  for (const { name, takesParams } of contexts) {
    if (takesParams) claim(paramsType(name), `The context ${name}`)
    if (expected.has(name)) claim(queriesType(name), `The context ${name}`)
    if (name === 'global') continue
    claim(providerName(name), `The context ${name}`)
    claim(prefetchName(name), `The context ${name}`)
    if (targets.includes('svelte')) claim(setterName(name), `The context ${name}`)
  }
  for (const each of functions) {
    const further = targets.includes('tanstack') ? [tanstackName(each)] : []
    for (const name of [...namesOf(each), ...further]) claim(name, `The function ${each.name}`)
  }
}

/** @param {import('./model.mjs').FunctionModel} each */
function namesOf({ name, kind, result, resultName, ownErrors, pages }) {
  const own = [argsType(name), camel(name), hookName(name)]
  const declared = [
    ...(refOf(result) === resultName ? [] : [resultName]),
    ...(ownErrors.length ? [errorType(name)] : []),
    ...(pages ? [pagesHookName(name)] : []),
  ]
  return [...own, ...declared, ...(kind === 'query' ? [fetchName(name), stateHookName(name)] : [callName(name)])]
}

/** @param {import('./model.mjs').FunctionModel} each */
const tanstackName = ({ name, kind }) => (kind === 'query' ? optionsName(name) : mutationName(name))

/** What files are written with, where a function takes some. @param {import('./model.mjs').Model['functions']} functions */
const filesOf = (functions) => (functions.some(({ files }) => Object.keys(files).length) ? ['Blob', 'File'] : [])

const OWN_NAMES = [
  'MizanContext',
  'MizanError',
  'BuiltInError',
  'ValidationDetail',
  'configure',
  'isMizanError',
  // what the generated types themselves are written with
  'Array',
  'Partial',
  'Record',
]

/**
 * What the files of some frameworks export beside. No function can be called `mizan`, which Vue's does, too.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const TARGETS_NAMES = {
  svelte: ['setMizan', 'useMizanBoundary'],
  tanstack: ['connectMizan'],
  vue: ['MizanBoundary'],
}

/** What generated code uses: an enum of this name, which is a constant too, would hide it. */
const VALUES = ['Object']
