/** Documents that are damaged, hostile or not ours: each is refused with a sentence, or becomes right code. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emit } from '../generator/lib/emit/index.mjs'
import { readModel } from '../generator/lib/model.mjs'
import { Problem } from '../generator/lib/problem.mjs'

const ARGS = { type: 'object', properties: {}, required: [] }
const STRING = { type: 'string' }

/** A document with one call `f`, changed by what is given. @param {any} [part] @param {any} [further] @param {any} [schemas] */
const documentWith = (part = {}, further = {}, schemas = {}) => ({
  'x-mizan': {
    protocol: 1,
    functions: { f: { kind: 'call', args: ARGS, result: STRING, ...part }, ...further },
    contexts: {},
  },
  components: { schemas },
})

/** @param {any} document */
const emitted = (document) => emit(readModel(document), ['react'])

/** @type {[string, any, RegExp][]} */
const REFUSED = [
  ['null', null, /no Mizan document/],
  ['a list', [], /no Mizan document/],
  [
    'an OpenAPI document of somebody else',
    { openapi: '3.1.0', paths: {} },
    /no Mizan document: it has no x-mizan part/,
  ],
  ['another protocol', { 'x-mizan': { protocol: 2 } }, /speaks version 2 of the protocol, this generator version 1/],
  ['a function without args', documentWith({ args: undefined }), /'f' lacks its args or its result/],
  ['a function that is null', documentWith({}, { g: null }), /'g' lacks/],
  ['an unknown kind', documentWith({ kind: 'subscription' }), /unknown kind 'subscription'/],
  ['a function name with code in it', documentWith({}, { "x'+alert(1)+'": {} }), /cannot be the name of a function/],
  [
    'a type name with code in it',
    documentWith({ result: { $ref: '#/components/schemas/A{}' } }, {}, { 'A{}': STRING }),
    /"A\{\}" cannot be the name of a type/,
  ],
  [
    'a missing type',
    documentWith({ result: { $ref: '#/components/schemas/Gone' } }),
    /a type 'Gone' that it does not hold/,
  ],
  [
    'the prototype as a type',
    documentWith({ result: { $ref: '#/components/schemas/__proto__' } }),
    /a type '__proto__' that it does not hold/,
  ],
  ['an unknown schema type', documentWith({ result: { type: 'tuple' } }), /unknown type "tuple"/],
  [
    'a context without functions',
    { 'x-mizan': { protocol: 1, contexts: { user: {} } } },
    /context 'user' lacks its functions/,
  ],
  [
    'two functions of one name in TypeScript',
    documentWith(
      {},
      { 'a.b': { kind: 'call', args: ARGS, result: STRING }, a_b: { kind: 'call', args: ARGS, result: STRING } },
    ),
    /would both be called ABArgs\. Rename one/,
  ],
  [
    "a model called as a function's arguments",
    documentWith({ result: { $ref: '#/components/schemas/FArgs' } }, {}, { FArgs: STRING }),
    /the type FArgs would both be called FArgs/,
  ],
  [
    'a model that hides a type of TypeScript',
    documentWith({ result: { $ref: '#/components/schemas/Record' } }, {}, { Record: STRING }),
    /the type Record and Mizan itself would both be called Record/,
  ],
]

for (const [what, document, message] of REFUSED) {
  test(`refuses ${what}`, () => {
    assert.throws(
      () => emitted(document),
      (error) => error instanceof Problem && message.test(error.message),
    )
  })
}

test('texts of a document never become code', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: hostile text
  const evil = '*/ export const stolen = 1 /* ${stolen} ` \' " \\ \u2028'
  const args = {
    type: 'object',
    properties: { [evil]: { ...STRING, description: evil, default: evil, examples: [evil] } },
  }
  const files = emitted(documentWith({ args, description: evil, result: { const: evil } }))

  for (const [name, text] of Object.entries(files)) {
    assert.doesNotMatch(text.replace(/'(?:[^'\\]|\\.)*'/g, "''").replace(/\/\*[\s\S]*?\*\//g, ''), /stolen/, name)
  }
})

test('a member called __proto__ of an enum stays a member', () => {
  const schema = { enum: ['a'], 'x-enum-names': ['__proto__'] }
  const text =
    emitted(documentWith({ result: { $ref: '#/components/schemas/E' } }, {}, { E: schema }))['types.js'] ?? ''

  assert.match(text, /\['__proto__'\]: 'a'/)
})

test('functions called as our own helpers get names of their own', () => {
  const names = ['query', 'mutation', 'caller', 'configure', 'query_hook', 'delete', 'await']
  const files = emitted(
    documentWith({}, Object.fromEntries(names.map((name) => [name, { kind: 'call', args: ARGS, result: STRING }]))),
  )

  for (const name of ['query_', 'mutation_', 'caller_', 'configure_', 'queryHook_', 'delete_', 'await_']) {
    assert.ok(files['calls.js']?.includes(`export const ${name} = `), name)
  }
})

test('a type that refers to itself is followed once', () => {
  const schemas = {
    Tree: {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
      required: ['children'],
    },
  }
  const text = emitted(documentWith({ result: { $ref: '#/components/schemas/Tree' } }, {}, schemas))['types.d.ts'] ?? ''

  assert.match(text, /export interface Tree \{\n {2}children: Tree\[\]\n\}/)
})

test('types that no function uses are left out', () => {
  assert.doesNotMatch(emitted(documentWith({}, {}, { Unused: STRING }))['types.d.ts'] ?? '', /Unused/)
})

test('the same document gives the same bytes, whatever the order of its members', () => {
  const g = { kind: 'call', args: ARGS, result: STRING }
  const one = documentWith({}, { g })
  const other = structuredClone(one)
  other['x-mizan'].functions = { g, f: other['x-mizan'].functions.f }

  assert.deepEqual(emitted(other), emitted(one))
})
