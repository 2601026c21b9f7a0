/** `types`: the models, and what each function takes, returns and fails with. */

import { fileText, importOf } from '../file.mjs'
import { isNamedLikeResult } from '../model.mjs'
import { argsType, errorType, IDENTIFIER, key, paramsType, resultType, text } from '../naming.mjs'
import { doc, fieldLines, typeText } from '../types.mjs'

/** @typedef {import('../model.mjs').Model} Model */
/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */

/** @param {Model} model @returns {Record<string, string>} */
export function emitTypes(model) {
  const enums = model.types.filter(({ schema }) => schema['x-enum-names'])
  const declared = [
    ...model.types.map(typeBlock),
    ...model.contexts.map(({ name, params }) => interfaceBlock(paramsType(name), params)),
    ...model.functions.map((each) => functionBlock(each, model)),
  ]
  const errors = model.functions.some((each) => ownErrors(each, model).length)
  const imports = importOf(
    model.functions.length ? ['BuiltInError', ...(errors ? ['MizanError'] : [])] : [],
    'mizan-client',
    'import type',
  )
  return {
    'types.js': fileText(
      [],
      enums.map(({ name, schema }) => enumConstant(name, schema)),
    ),
    'types.d.ts': fileText(imports, declared),
  }
}

/** @param {{ name: string, schema: import('../model.mjs').Schema }} type */
function typeBlock({ name, schema }) {
  const names = schema['x-enum-names']
  if (names) {
    const members = names.map(
      (/** @type {string} */ each, /** @type {number} */ index) =>
        `  readonly ${key(each)}: ${text(schema.enum[index])}\n`,
    )
    return `${doc(schema, '')}export type ${name} = ${typeText(schema)}\nexport declare const ${name}: {\n${members.join('')}}\n`
  }
  if (schema.type === 'object' && Object.keys(schema.properties ?? {}).length) return interfaceBlock(name, schema)
  return `${doc(schema, '')}export type ${name} = ${typeText(schema)}\n`
}

/** @param {string} name @param {import('../model.mjs').Schema} schema */
function interfaceBlock(name, schema) {
  if (!Object.keys(schema.properties ?? {}).length) return `export type ${name} = Record<string, never>\n`
  return `${doc(schema, '')}export interface ${name} {\n${fieldLines(schema, '  ')}}\n`
}

/** @param {FunctionModel} each @param {Model} model */
function functionBlock(each, model) {
  const { name, args, result, files, requiredFiles } = each
  const all = {
    ...args,
    properties: { ...args.properties, ...files },
    required: [...(args.required ?? []), ...requiredFiles],
  }
  const own = ownErrors(each, model)
  const errors = [
    ...own.map((code) => `MizanError<${text(code)}, ${typeText(model.errors[code]?.details ?? {})}>`),
    'BuiltInError',
  ]
  return [
    interfaceBlock(argsType(name), all),
    isNamedLikeResult(name, result) ? '' : `export type ${resultType(name)} = ${typeText(result)}\n`,
    `export type ${errorType(name)} = ${errors.join(' | ')}\n`,
  ].join('')
}

/** @param {FunctionModel} each @param {Model} model */
function ownErrors({ errors }, model) {
  return errors.filter((code) => Object.hasOwn(model.errors, code))
}

/** @param {string} name @param {import('../model.mjs').Schema} schema */
function enumConstant(name, schema) {
  const members = schema['x-enum-names'].map(
    (/** @type {string} */ each, /** @type {number} */ index) => `  ${memberKey(each)}: ${text(schema.enum[index])},\n`,
  )
  return IDENTIFIER.test(name) ? `export const ${name} = /*#__PURE__*/ Object.freeze({\n${members.join('')}})\n` : ''
}

/** In a literal, `__proto__` would set the prototype unless it is computed. @param {string} name */
const memberKey = (name) => (name === '__proto__' ? "['__proto__']" : key(name))
