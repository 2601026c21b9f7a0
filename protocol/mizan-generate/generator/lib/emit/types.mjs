/** `types`: the models, and what each function takes, returns and fails with. */

import { fileText, importOf } from '../file.mjs'
import { argsType, errorType, IDENTIFIER, jsonType, key, memberKey, paramsType, queriesType, text } from '../naming.mjs'
import { references, refOf } from '../schema.mjs'
import { doc, fieldLines, hasMembers, openMap, PLAIN, typeText } from '../types.mjs'
import { typesOf } from '../values.mjs'
import { expectedContexts } from './affected.mjs'

/** @typedef {import('../model.mjs').Model} Model */
/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */
/** @typedef {import('../schema.mjs').Schema} Schema */
/** @typedef {import('../types.mjs').Writer & { own: ReadonlySet<string> }} Writer `own` are types that mention themselves */

/** @param {Model} model @returns {Record<string, string>} */
export function emitTypes(model) {
  const details = new Map(model.errors.map((each) => [each.name, each.details]))
  const enums = model.types.filter(({ schema }) => schema['x-enum-names'])
  const { shown, json } = writersOf(model)
  const declared = [
    ...model.types.flatMap((each) => [
      typeBlock(each, shown),
      ...(model.jsonTypes.has(each.name) ? [typeBlock(each, json)] : []),
    ]),
    ...model.contexts
      .filter(({ takesParams }) => takesParams)
      .map(({ name, params }) => interfaceBlock(paramsType(name), params, shown)),
    ...[...expectedContexts(model)].sort().map((context) => queriesBlock(context, model)),
    ...model.functions.map((each) => functionBlock(each, details, shown, json)),
  ]
  return {
    'types.js': fileText(
      [],
      enums.map(({ name, schema }) => enumConstant(name, schema)),
    ),
    'types.d.ts': fileText(imports(model), [...exports(model), ...declared]),
  }
}

/** The params and the data of each query of a context, for what may be expected of mutations. @param {string} context @param {Model} model */
function queriesBlock(context, { functions }) {
  const members = functions.filter((each) => each.context === context)
  const lines = members.map(
    (each) => `  ${memberKey(each.name)}: [${argsType(each.name)}, ${refOf(each.result) ?? each.resultName}]\n`,
  )
  return `export interface ${queriesType(context)} {\n${lines.join('')}}\n`
}

/** @param {Model} model */
function imports({ functions, forms }) {
  const failing = functions.some(({ ownErrors }) => ownErrors.length)
  return [
    ...importOf(failing ? ['BuiltInError', 'MizanError'] : [], 'mizan-client', 'import type'),
    ...importOf(typesOf(forms).filter(isOurs), 'mizan-client/codecs', 'import type'),
  ]
}

/** What a page needs to name the types of values. @param {Model} model */
const exports = ({ forms }) => {
  const names = typesOf(forms).filter(isOurs)
  return names.length ? [`export type { ${names.join(', ')} }\n`] : []
}

/** Whether the kernel declares a type, rather than the platform. @param {string} name */
const isOurs = (name) => name === 'Decimal'

/**
 * How types are written as they are shown, and as they stand in JSON, where the details of errors are read.
 * @param {Model} model
 * @returns {{ shown: Writer, json: Writer }}
 */
function writersOf(model) {
  const types = new Map(model.types.map(({ name, schema }) => [name, schema]))
  const own = selfReferring(model)
  const shown = { ...PLAIN, forms: model.forms, types, own }
  const nameOf = (/** @type {string} */ name) => (model.readers.coded.has(name) ? jsonType(name) : name)
  return { shown, json: { ...PLAIN, types, own, nameOf } }
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

/** @param {{ name: string, schema: Schema }} type @param {Writer} writer */
function typeBlock({ name: plain, schema }, writer) {
  const name = writer.nameOf(plain)
  const names = schema['x-enum-names']
  if (names) {
    const members = names.map(
      (/** @type {string} */ each, /** @type {number} */ index) =>
        `  readonly ${key(each)}: ${text(schema.enum[index])}\n`,
    )
    return `${doc(schema, '')}export type ${name} = ${typeText(schema)}\nexport const ${name}: {\n${members.join('')}}\n`
  }
  if (isInterface(schema)) return interfaceBlock(name, schema, writer)
  const spelling = writer.own.has(plain) ? { ...writer, map: openMap } : writer
  return `${doc(schema, '')}export type ${name} = ${typeText(schema, '', spelling)}\n`
}

/** @param {string} name @param {Schema} schema @param {Writer} writer @param {Schema} [files] that come with it */
function interfaceBlock(name, schema, writer, files = {}) {
  const lines = fieldLines(schema, '  ', writer) + fieldLines(files, '  ')
  return lines
    ? `${doc(schema, '')}export interface ${name} {\n${lines}}\n`
    : `export type ${name} = Record<string, never>\n`
}

/** @param {FunctionModel} each @param {ReadonlyMap<string, Schema>} details of errors @param {Writer} shown @param {Writer} json */
function functionBlock({ name, args, result, resultName, files, requiredFiles, ownErrors }, details, shown, json) {
  const variants = ownErrors.map((code) => `MizanError<${text(code)}, ${typeText(details.get(code) ?? {}, '', json)}>`)
  return [
    interfaceBlock(argsType(name), args, shown, { properties: files, required: requiredFiles }),
    refOf(result) === resultName ? '' : `export type ${resultName} = ${typeText(result, '', shown)}\n`,
    variants.length ? `export type ${errorType(name)} = ${[...variants, 'BuiltInError'].join(' | ')}\n` : '',
  ].join('')
}

/** @param {string} name @param {import('../schema.mjs').Schema} schema */
function enumConstant(name, schema) {
  const members = schema['x-enum-names'].map(
    (/** @type {string} */ each, /** @type {number} */ index) => `  ${memberKey(each)}: ${text(schema.enum[index])},\n`,
  )
  return IDENTIFIER.test(name) ? `export const ${name} = /*#__PURE__*/ Object.freeze({\n${members.join('')}})\n` : ''
}
