/** The model: a frozen view of what is emitted. */

import { checkClashes } from './clashes.mjs'
import { readContent } from './document.mjs'
import { otherResultType, resultType } from './naming.mjs'
import { pagesOf } from './pages.mjs'
import { readersOf, typesInJson } from './readers.mjs'
import { refOf } from './schema.mjs'
import { formsOf } from './values.mjs'

/** @typedef {import('./document.mjs').Content} Content */
/** @typedef {import('./document.mjs').FunctionContent} FunctionContent */
/** @typedef {FunctionContent & { resultName: string, ownErrors: readonly string[], pages: import('./pages.mjs').Pages | undefined }} FunctionModel with what the result's type is called, the codes of errors with a type, and how it is paged */

/**
 * @typedef {object} Further
 * @property {readonly FunctionModel[]} functions
 * @property {import('./servers.mjs').Servers | undefined} servers where requests go, if the config says so
 * @property {import('./values.mjs').Forms} forms of values that are shown otherwise than they travel
 * @property {import('./readers.mjs').Readers} readers of these
 * @property {ReadonlySet<string>} jsonTypes types that also stand there as they travel
 */

/** @typedef {Readonly<Omit<Content, 'functions'> & Further>} Model */

/** The model of one document. @param {unknown} document */
export const readModel = (document) => modelOf(readContent(document))

/**
 * Make a model of what documents hold.
 * @param {Content} content
 * @param {Model['servers']} [servers]
 * @param {readonly string[]} [targets] in whose files names must not clash
 * @param {Readonly<Record<string, string>>} [values] the config's options for values that JSON has no form for
 * @returns {Model}
 */
export function modelOf(content, servers, targets = [], values = {}) {
  const functions = functionsOf(content)
  const forms = formsOf(values)
  const schemas = new Map(content.types.map(({ name, schema }) => [name, schema]))
  const readers = readersOf(schemas, forms)
  const details = content.errors.map((each) => each.details)
  const jsonTypes = typesInJson(schemas, details, readers.coded)
  const model = Object.freeze({ ...content, functions, servers, forms, readers, jsonTypes })
  checkClashes(model, targets)
  return model
}

/**
 * Call results after their functions, unless a model has that name and is not itself the result.
 * @param {Content} content
 * @returns {FunctionModel[]}
 */
function functionsOf({ functions, types, errors }) {
  const schemas = new Map(types.map(({ name, schema }) => [name, schema]))
  const codes = new Set(errors.map(({ name }) => name))
  return functions.map((each) => {
    const usual = resultType(each.name)
    const free = !schemas.has(usual) || refOf(each.result) === usual
    const ownErrors = each.errors.filter((code) => codes.has(code))
    const pages = pagesOf(each, schemas)
    return Object.freeze({ ...each, resultName: free ? usual : otherResultType(each.name), ownErrors, pages })
  })
}
