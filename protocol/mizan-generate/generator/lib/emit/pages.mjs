/** The hooks of queries that give a list part by part. */

import { camel, pagesHookName, text } from '../naming.mjs'
import { argsOf, errorsOf, paramsOf, resultOf } from './names.mjs'

/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */

/** @param {FunctionModel} each */
export function pagesHook({ name, pages }) {
  if (!pages) return ''
  const { param, next, previous } = pages
  const members = [['next', next], ...(previous ? [['previous', previous]] : [])]
  const steps = members.map(([step, member]) => `${step}: (page) => page.${member}`).join(', ')
  return `export const ${pagesHookName(name)} = /*#__PURE__*/ pagesHook(calls.${camel(name)}, { param: ${text(param)}, ${steps} })\n`
}

/** @param {FunctionModel} each @param {(type: string) => string} given how a hook's params are given */
export function pagesDeclaration(each, given) {
  if (!each.pages) return ''
  const types = `${resultOf(each)}, ${argsOf(each)}[${text(each.pages.param)}]`
  const params = `params?: ${given(paramsOf(each.context))}, options?: PagesChoice<${types}>`
  return `export function ${pagesHookName(each.name)}(${params}): PagesResult<${[types, ...errorsOf(each)].join(', ')}>\n`
}
