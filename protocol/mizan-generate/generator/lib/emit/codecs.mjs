/** `codecs`: how values of named types are read from the wire, where some have another form there. */

import { fileText } from '../file.mjs'
import { readerName } from '../naming.mjs'
import { references } from '../schema.mjs'

/** What generated code calls codecs by; no function is called so. */
export const CODECS = "import * as $ from 'mizan-client/codecs'"

/** @param {import('../model.mjs').Model} model @returns {Record<string, string>} */
export function emitCodecs({ functions, types, readers: { coded, read } }) {
  const returned = new Set(coded.size ? functions.flatMap(({ result }) => references(result)) : [])
  const schemas = new Map(types.map(({ name, schema }) => [name, schema]))
  for (const each of returned) for (const next of references(schemas.get(each) ?? {})) returned.add(next)
  const constants = types
    .filter(({ name }) => coded.has(name) && returned.has(name))
    .map(({ name, schema }) => {
      const reader = read(schema, `The type ${name}`, true)
      return `export const ${readerName(name)} = /*#__PURE__*/ ${reader.startsWith('$.fields(') ? reader : `$.late(() => ${reader})`}\n`
    })
  return constants.length ? { 'codecs.js': fileText([CODECS], constants) } : {}
}
