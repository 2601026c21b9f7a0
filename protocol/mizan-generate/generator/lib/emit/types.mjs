/** `types`: the models, and what each function takes, returns and fails with. */

import { fileText, importOf } from '../file.mjs'
import { argsType, errorType, IDENTIFIER, key, paramsType, text } from '../naming.mjs'
import { references, refOf } from '../schema.mjs'
import { doc, fieldLines, hasMembers, openMap, typeText } from '../types.mjs'

/** @typedef {import('../model.mjs').Model} Model */
/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */

/** @param {Model} model @returns {Record<string, string>} */
export function emitTypes(model) {
  const own = selfReferring(model)
  const details = new Map(model.errors.map((each) => [each.name, each.details]))
  const enums = model.types.filter(({ schema }) => schema['x-enum-names'])
  const declared = [
    ...model.types.map((each) => typeBlock(each, own.has(each.name) ? openMap : undefined)),
    ...model.contexts
      .filter(({ takesParams }) => takesParams)
      .map(({ name, params }) => interfaceBlock(paramsType(name), params)),
    ...model.functions.map((each) => functionBlock(each, details)),
  ]
  const typed = model.functions.some(({ errors }) => errors.some((code) => details.has(code)))
  const imports = importOf(
    model.functions.length ? ['BuiltInError', ...(typed ? ['MizanError'] : [])] : [],
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

/** The names of type aliases that lead back to themselves without an interface in between. @param {Model} model */
function selfReferring({ types }) {
  const open = types.filter(({ schema }) => !isInterface(schema))
  const aliases = new Map(open.map(({ name, schema }) => [name, references(schema)]))
  const leadsTo = (/** @type {string} */ name) => {
    const seen = new Set(aliases.get(name))
    for (const each of seen) for (const next of aliases.get(each) ?? []) seen.add(next)
    return seen
  }
  return new Set([...aliases.keys()].filter((name) => leadsTo(name).has(name)))
}

/** @param {import('../schema.mjs').Schema} schema */
const isInterface = ({ type, properties }) => type === 'object' && hasMembers(properties)

/** @param {{ name: string, schema: import('../schema.mjs').Schema }} type @param {import('../types.mjs').MapWriter} [map] */
function typeBlock({ name, schema }, map) {
  const names = schema['x-enum-names']
  if (names) {
    const members = names.map(
      (/** @type {string} */ each, /** @type {number} */ index) =>
        `  readonly ${key(each)}: ${text(schema.enum[index])}\n`,
    )
    return `${doc(schema, '')}export type ${name} = ${typeText(schema)}\nexport declare const ${name}: {\n${members.join('')}}\n`
  }
  if (isInterface(schema)) return interfaceBlock(name, schema)
  return `${doc(schema, '')}export type ${name} = ${typeText(schema, '', map)}\n`
}

/** @param {string} name @param {import('../schema.mjs').Schema} schema */
function interfaceBlock(name, schema) {
  if (!hasMembers(schema.properties)) return `export type ${name} = Record<string, never>\n`
  return `${doc(schema, '')}export interface ${name} {\n${fieldLines(schema, '  ')}}\n`
}

/** @param {FunctionModel} each @param {ReadonlyMap<string, import('../schema.mjs').Schema>} details of errors */
function functionBlock({ name, args, result, resultName, files, requiredFiles, errors }, details) {
  const all = {
    ...args,
    properties: { ...args.properties, ...files },
    required: [...(args.required ?? []), ...requiredFiles],
  }
  const variants = errors
    .filter((code) => details.has(code))
    .map((code) => `MizanError<${text(code)}, ${typeText(details.get(code) ?? {})}>`)
  return [
    interfaceBlock(argsType(name), all),
    refOf(result) === resultName ? '' : `export type ${resultName} = ${typeText(result)}\n`,
    `export type ${errorType(name)} = ${[...variants, 'BuiltInError'].join(' | ')}\n`,
  ].join('')
}

/** @param {string} name @param {import('../schema.mjs').Schema} schema */
function enumConstant(name, schema) {
  const members = schema['x-enum-names'].map(
    (/** @type {string} */ each, /** @type {number} */ index) => `  ${memberKey(each)}: ${text(schema.enum[index])},\n`,
  )
  return IDENTIFIER.test(name) ? `export const ${name} = /*#__PURE__*/ Object.freeze({\n${members.join('')}})\n` : ''
}

/** In a literal, `__proto__` would set the prototype unless it is computed. @param {string} name */
const memberKey = (name) => (name === '__proto__' ? "['__proto__']" : key(name))
