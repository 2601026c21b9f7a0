/** Documents that are damaged, hostile or not ours: each is refused with a sentence, or becomes right code. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emit } from '../generator/lib/emit/index.mjs'
import { readModel } from '../generator/lib/model.mjs'
import { Problem } from '../generator/lib/problem.mjs'

const ARGS = { type: 'object', properties: {}, required: [] }
const STRING = { type: 'string' }
const reference = (/** @type {string} */ name) => ({ $ref: `#/components/schemas/${name}` })

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

/** A document with a query whose only param has this name. @param {string} param */
function withParam(param) {
  const args = { ...ARGS, properties: { [param]: STRING } }
  const query = { kind: 'query', context: 'user', params: [param], args, result: STRING }
  return { 'x-mizan': { protocol: 1, functions: { f: query }, contexts: { user: { functions: ['f'], params: args } } } }
}

/** @type {[string, any, RegExp][]} */
const REFUSED = [
  ['null', null, /no Mizan document/],
  ['a list', [], /no Mizan document/],
  ...['children', 'errorFallback', 'fallback', 'key', 'ref'].map(
    (param) =>
      /** @type {[string, any, RegExp]} */ ([
        `a param called ${param}, which a provider cannot take`,
        withParam(param),
        new RegExp(`context user has a param '${param}', which <UserContext> cannot take as a prop`),
      ]),
  ),
  [
    'an OpenAPI document of somebody else',
    { openapi: '3.1.0', paths: {} },
    /no Mizan document: it has no x-mizan part/,
  ],
  ['another protocol', { 'x-mizan': { protocol: 2 } }, /speaks version 2 of the protocol, this generator version 1/],
  [
    'a function without args',
    documentWith({ args: undefined }),
    /damaged: the function 'f': it lacks its args or its result/,
  ],
  ['a function that is null', documentWith({}, { g: null }), /the function 'g': it lacks/],
  ['an unknown kind', documentWith({ kind: 'subscription' }), /the function 'f': its kind is "subscription"/],
  ['a function name with code in it', documentWith({}, { "x'+alert(1)+'": {} }), /cannot be the name of a function/],
  [
    'a type name with code in it',
    documentWith({ result: { $ref: '#/components/schemas/A{}' } }, {}, { 'A{}': STRING }),
    /"A\{\}" cannot be the name of a type/,
  ],
  [
    'a missing type',
    documentWith({ result: { $ref: '#/components/schemas/Gone' } }),
    /the type 'Gone': something refers to it, but it is not there/,
  ],
  [
    'the prototype as a type',
    documentWith({ result: { $ref: '#/components/schemas/__proto__' } }),
    /the type '__proto__': something refers to it/,
  ],
  ['an unknown schema type', documentWith({ result: { type: 'tuple' } }), /result of 'f': its type is "tuple"/],
  [
    'a context without functions',
    { 'x-mizan': { protocol: 1, contexts: { user: {} } } },
    /the context 'user': it lacks its functions/,
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
    /The type FArgs would both be called FArgs/,
  ],
  [
    'a model that hides a type of TypeScript',
    documentWith({ result: { $ref: '#/components/schemas/Record' } }, {}, { Record: STRING }),
    /The type Record and Mizan itself would both be called Record/,
  ],
  ['no schema at all', documentWith({ result: 'string' }), /result of 'f': "string" stands where a schema should/],
  ['a list for an object', documentWith({ args: { ...ARGS, properties: [STRING] } }), /its properties is a list/],
  ['a text for a list', documentWith({ args: { ...ARGS, required: 'ab' } }), /arguments of 'f': its required is "ab"/],
  ['a union of nothing', documentWith({ result: { anyOf: [] } }), /its anyOf is a list/],
  ['arguments that are no object', documentWith({ args: STRING }), /'f': it lacks its args/],
  ['a list of functions', { 'x-mizan': { protocol: 1, functions: [{}] } }, /functions: a list stands where an object/],
  ['params that are no list', documentWith({ kind: 'query', params: 'ab' }), /its params are no list of names/],
  ['contexts that are no list', documentWith({ kind: 'mutation', contexts: 'user' }), /its contexts are no list/],
  [
    'a context that is no name',
    documentWith({ kind: 'query', context: 5 }),
    /its context, its files or its description/,
  ],
  [
    'a context that is not there',
    documentWith({ kind: 'query', context: 'user' }),
    /its context "user" is not described/,
  ],
  ['a schema beyond TypeScript', documentWith({ result: { not: STRING } }), /result of 'f' uses 'not', which/],
  ['a reference elsewhere', documentWith({ result: { $ref: 'https://example.com/A' } }), /outside the document/],
  [
    'endless nesting',
    documentWith({ result: Array.from({ length: 50_000 }).reduce((items) => ({ type: 'array', items }), STRING) }),
    /^The result of 'f' is nested deeper than 64 levels/,
  ],
  [
    'a type that is itself',
    documentWith({ result: reference('A') }, {}, { A: reference('B'), B: { anyOf: [STRING, reference('A')] } }),
    /The type A is defined by itself/,
  ],
  [
    'an enum with fewer names than values',
    documentWith({ result: reference('E') }, {}, { E: { enum: ['a', 'b'], 'x-enum-names': ['A'] } }),
    /The type E: its x-enum-names are not one name for each value/,
  ],
  [
    'an enum that would hide what generated code uses',
    documentWith({ result: reference('Object') }, {}, { Object: { enum: ['a'], 'x-enum-names': ['A'] } }),
    /The type Object and a value of JavaScript would both be called Object/,
  ],
  [
    'a type called as one of the language',
    documentWith({ result: reference('string') }, {}, { string: STRING }),
    /"string" cannot be the name of a type in TypeScript/,
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

/** @type {[string, any, string][]} */
const TYPES = [
  ['anything', true, 'unknown'],
  ['a list of anything', { type: 'array' }, 'unknown[]'],
  ['a list of nothing', { type: 'array', items: false }, 'never[]'],
  ['no value', { enum: [] }, 'never'],
  ['one of two types', { type: ['string', 'null'] }, 'string | null'],
  ['both of two', { allOf: [{ anyOf: [STRING, { type: 'null' }] }, STRING] }, '(string | null) & string'],
  [
    'a map by a pattern',
    { type: 'object', patternProperties: { '^a': { type: 'integer' } } },
    'Record<string, number>',
  ],
  ['a constant with quotes', { const: 'it\'s \\ "so"' }, `'it\\'s \\\\ "so"'`],
  ['a reference among data', { ...STRING, default: { $ref: 'nowhere' } }, 'string'],
]

for (const [what, result, type] of TYPES) {
  test(`writes ${what} as ${type}`, () => {
    const text = emitted(documentWith({ result }))['types.d.ts'] ?? ''

    assert.equal(text.match(/export type FResult = (.*)/)?.[1], type)
  })
}

test('ten megabytes of document take a moment', () => {
  const fields = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`field_${index}`, STRING]))
  const schemas = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => [
      `M${index}`,
      { type: 'object', properties: { ...fields, next: reference(`M${index + 1}`) }, description: 'x'.repeat(1500) },
    ]),
  )
  const document = documentWith({ result: reference('M0') }, {}, { ...schemas, M5000: STRING })
  assert.ok(JSON.stringify(document).length > 10_000_000)
  const started = performance.now()

  assert.match(emitted(document)['types.d.ts'] ?? '', /export type M5000 = string/)
  assert.ok(performance.now() - started < 5000)
})

test('hooks of the global context take params only where it has some', () => {
  const args = { ...ARGS, properties: { limit: { type: 'integer' } } }
  const hook = (/** @type {any} */ params) => {
    const document = documentWith({ kind: 'query', context: 'global', args: params })
    document['x-mizan'].contexts = { global: { functions: ['f'], params } }
    return emitted(document)['react.d.ts']?.match(/useF\((.*)\):/)?.[1]
  }

  assert.equal(hook(ARGS), '')
  assert.equal(hook(args), 'params?: T.GlobalContextParams')
})
