/** How declarations name what `types` declares. */

import { argsType, errorType, paramsType } from '../naming.mjs'
import { refOf } from '../schema.mjs'

/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */

/** Brings all types into reach: a list of them would be as long as the file. Editors show them without the `T`. */
export const TYPES = "import type * as T from './types.js'"

/** @param {FunctionModel} each */
export const argsOf = ({ name }) => `T.${argsType(name)}`

/** A model goes by its own name. @param {FunctionModel} each */
export const resultOf = ({ result, resultName }) => `T.${refOf(result) ?? resultName}`

/**
 * The type of a function's errors, where it has some of its own; else `BuiltInError`, the default of all that fails. And
 * what may be expected of it, which stands behind.
 * @param {FunctionModel} each
 * @param {string} [affected]
 * @returns {string[]}
 */
export function errorsOf({ name, ownErrors }, affected = '') {
  const own = ownErrors.length ? [`T.${errorType(name)}`] : []
  return affected ? [own[0] ?? 'BuiltInError', affected] : own
}

/** @param {string} context */
export const paramsOf = (context) => `T.${paramsType(context)}`

/** Whether a function can be called with nothing. @param {FunctionModel} each */
export const isOptional = ({ args, requiredFiles }) => (args.required ?? []).length + requiredFiles.length === 0
