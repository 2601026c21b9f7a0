/** The model: a frozen view of what is emitted. */

import { checkClashes } from './clashes.mjs'
import { readContent } from './document.mjs'
import { otherResultType, resultType } from './naming.mjs'
import { refOf } from './schema.mjs'

/** @typedef {import('./document.mjs').Content} Content */
/** @typedef {import('./document.mjs').FunctionContent} FunctionContent */
/** @typedef {FunctionContent & { resultName: string }} FunctionModel with what the result's type is called */

/**
 * @typedef {object} Further
 * @property {readonly FunctionModel[]} functions
 * @property {import('./servers.mjs').Servers | undefined} servers where requests go, if the config says so
 */

/** @typedef {Readonly<Omit<Content, 'functions'> & Further>} Model */

/** The model of one document. @param {unknown} document */
export const readModel = (document) => modelOf(readContent(document))

/**
 * Make a model of what documents hold.
 * @param {Content} content
 * @param {Model['servers']} [servers]
 * @param {readonly string[]} [targets] in whose files names must not clash
 * @returns {Model}
 */
export function modelOf(content, servers, targets = []) {
  const functions = withResultNames(content.functions, new Set(content.types.map(({ name }) => name)))
  const model = Object.freeze({ ...content, functions, servers })
  checkClashes(model, targets)
  return model
}

/**
 * Call results after their functions, unless a model has that name and is not itself the result.
 * @param {readonly FunctionContent[]} functions
 * @param {ReadonlySet<string>} types
 */
function withResultNames(functions, types) {
  return functions.map((each) => {
    const usual = resultType(each.name)
    const free = !types.has(usual) || refOf(each.result) === usual
    return Object.freeze({ ...each, resultName: free ? usual : otherResultType(each.name) })
  })
}
