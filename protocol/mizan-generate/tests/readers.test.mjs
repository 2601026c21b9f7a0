/** Readers: what a config's options for values do to the generated code, and to nothing else. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'
import { readContent } from '../generator/lib/document.mjs'
import { emit } from '../generator/lib/emit/index.mjs'
import { modelOf } from '../generator/lib/model.mjs'
import { Problem } from '../generator/lib/problem.mjs'
import { FOLDER } from '../golden/golden.mjs'
import { Project } from './project.mjs'

const DATES = { dates: 'Date' }
const ALL = { ...DATES, bytes: 'Uint8Array', bigint: 'bigint', decimal: 'Decimal' }
const STRING = { type: 'string' }
const MOMENT = { ...STRING, format: 'date-time' }
const BYTES = { ...STRING, format: 'base64url' }
const DECIMAL = { ...STRING, format: 'decimal' }
const ref = (/** @type {string} */ name) => ({ $ref: `#/components/schemas/${name}` })
/** @param {Record<string, any>} properties */
const object = (properties) => ({ type: 'object', properties, required: Object.keys(properties) })

/** A document with one call. @param {any} result @param {any} [schemas] @param {any} [args] @param {any} [errors] */
const documentWith = (result, schemas = {}, args = {}, errors = {}) => ({
  'x-mizan': {
    protocol: 1,
    functions: { f: { kind: 'call', args: object(args), result, errors: Object.keys(errors) } },
    contexts: {},
    errors,
  },
  components: { schemas },
})

/** @param {any} document @param {Record<string, string>} [values] @returns {Record<string, string>} */
const emitted = (document, values = ALL) => emit(modelOf(readContent(document), undefined, [], values), [])

/** The reader of a result. @param {any} result @param {any} [schemas] @param {Record<string, string>} [values] */
const reader = (result, schemas, values) =>
  emitted(documentWith(result, schemas), values)
    ['calls.js']?.match(/mutation\('f'(?:, \[\], (.*))?\)\n/)?.[1]
    ?.replaceAll('/*#__PURE__*/ ', '')

/** @type {[string, any, string | undefined][]} */
const READERS = [
  ['text', STRING, undefined],
  ['a moment', MOMENT, '$.date'],
  ['a day', { ...STRING, format: 'date' }, undefined],
  ['bytes', BYTES, '$.bytes'],
  ['a decimal', DECIMAL, undefined],
  ['a moment or nothing', { anyOf: [MOMENT, { type: 'null' }] }, '$.date'],
  ['a moment or text', { anyOf: [MOMENT, STRING] }, undefined],
  ['a moment or bytes', { anyOf: [MOMENT, BYTES] }, undefined],
  [
    'a moment or one text',
    { anyOf: [MOMENT, { const: 'never' }] },
    "$.choose((next) => next === 'never' ? $.plain : typeof next === 'string' ? $.date : $.plain)",
  ],
  ['a list', { type: 'array', items: MOMENT }, '$.list($.date)'],
  [
    'a tuple',
    { type: 'array', prefixItems: [STRING, MOMENT], items: false, minItems: 2, maxItems: 2 },
    '$.tuple($.plain, $.date)',
  ],
  ['a map', { type: 'object', additionalProperties: MOMENT }, '$.map($.date)'],
  ['an object', object({ a: STRING, 'b c': MOMENT }), "$.fields(() => ({ 'b c': $.date }))"],
  ['an object without', object({ a: STRING }), undefined],
  [
    'a list or a moment',
    { anyOf: [MOMENT, { type: 'array', items: MOMENT }] },
    "$.choose((next) => typeof next === 'string' ? $.date : Array.isArray(next) ? $.list($.date) : $.plain)",
  ],
  ['anything', {}, undefined],
  ['anything or a moment', { anyOf: [{}, MOMENT] }, undefined],
]

for (const [what, result, expected] of READERS) {
  test(`${what} is read by ${expected ?? 'nothing'}`, () => {
    assert.equal(reader(result), expected)
  })
}

test('without options not a byte is different, and nothing is imported', () => {
  const document = documentWith(ref('A'), { A: object({ at: MOMENT, raw: BYTES }) }, { at: MOMENT })
  const plain = emitted(document, {})

  assert.deepEqual(emitted(document, { dates: 'string', bytes: 'string', bigint: 'string', decimal: 'string' }), plain)
  assert.equal('codecs.js' in plain, false)
  assert.doesNotMatch(Object.values(plain).join(''), /codecs/)
})

test('a function with none of these values has no codec', () => {
  assert.match(emitted(documentWith(STRING))['calls.js'] ?? '', /= \/\*#__PURE__\*\/ mutation\('f'\)\n/)
  assert.doesNotMatch(emitted(documentWith(STRING))['calls.js'] ?? '', /codecs/)
})

test('what is only sent needs no reader, but a spelling', () => {
  const files = emitted(documentWith(STRING, { A: object({ at: MOMENT }) }, { a: ref('A') }))

  assert.match(files['calls.js'] ?? '', /\$\.encoded\(\/\*#__PURE__\*\/ mutation\('f'\)\)/)
  assert.equal('codecs.js' in files, false)
})

test('Temporal spells itself', () => {
  const files = emitted(documentWith(MOMENT, {}, { at: MOMENT }), { dates: 'Temporal' })

  assert.match(files['calls.js'] ?? '', /\/\*#__PURE__\*\/ mutation\('f', \[\], \$\.instant\)/)
  assert.match(files['types.d.ts'] ?? '', /FResult = Temporal\.Instant/)
})

test('the details of errors stand there as they travel', () => {
  const errors = { LATE: { status: 409, details: ref('A') } }
  const types =
    emitted(documentWith(ref('A'), { A: object({ at: MOMENT, b: ref('B') }), B: object({ raw: BYTES }) }, {}, errors))[
      'types.d.ts'
    ] ?? ''

  assert.match(types, /interface A \{[^}]*at: Date\n/)
  assert.match(types, /interface AJson \{[^}]*at: string\n[^}]*b: BJson\n/)
  assert.match(types, /MizanError<'LATE', AJson>/)
})

const A = object({ at: MOMENT, name: STRING })

/** @type {[string, any, any, RegExp][]} */
const REFUSED = [
  [
    'two objects alike',
    { anyOf: [ref('A'), ref('B')] },
    { A, B: object({ at: STRING, name: STRING }) },
    /result of 'f' has members that cannot be told apart/,
  ],
  [
    'two lists',
    {
      anyOf: [
        { type: 'array', items: MOMENT },
        { type: 'array', items: STRING },
      ],
    },
    {},
    /cannot be told apart/,
  ],
  [
    'a map beside an object',
    { anyOf: [ref('A'), { type: 'object', additionalProperties: STRING }] },
    { A },
    /cannot be told apart/,
  ],
  ['an alias for a moment beside text', { anyOf: [ref('When'), STRING] }, { When: MOMENT }, /cannot be told apart/],
  ['two types at once', { allOf: [ref('A'), ref('B')] }, { A, B: A }, /several types at once/],
  [
    'a type whose details would have the name of another',
    ref('A'),
    { A, AJson: STRING },
    /A and .*AJson|AJson and .*A/,
  ],
]

for (const [what, result, schemas, message] of REFUSED) {
  test(`refuses ${what}, and takes it as strings`, () => {
    const errors = what.includes('details')
      ? { LATE: { status: 409, details: { anyOf: [ref('A'), ref('AJson')] } } }
      : {}
    const document = documentWith(result, schemas, {}, errors)

    assert.throws(
      () => emitted(document),
      (error) => error instanceof Problem && message.test(error.message),
    )
    assert.ok(emitted(document, {}))
  })
}

test('objects are told by a tag, or by a member that the others lack', () => {
  const tagged = (/** @type {string} */ kind, /** @type {any} */ at) => object({ kind: { const: kind }, at })
  const schemas = {
    A: tagged('a', MOMENT),
    B: tagged('b', STRING),
    C: object({ more: STRING, at: MOMENT }),
    D: object({ at: STRING }),
  }

  assert.equal(
    reader({ anyOf: [ref('A'), ref('B')] }, schemas),
    "$.choose((next) => $.has(next, 'at', 'kind') && next.kind === 'a' ? $A : $.plain)",
  )
  assert.equal(
    reader({ anyOf: [ref('D'), ref('C')] }, schemas),
    "$.choose((next) => $.has(next, 'at', 'more') ? $C : $.plain)",
  )
})

for (const [name, wrong, message] of [
  ['dates', 'date', /dates in .* is "date"\. Did you mean 'Date'\?/],
  ['bytes', 'Buffer', /bytes in .* is "Buffer"\. Known: string, Uint8Array\./],
  ['bigint', true, /bigint in .* is true\./],
]) {
  test(`a wrong ${name} in a config is a clear error`, () => {
    const project = new Project().config({ source: { file: 'document.json' }, output: 'api', [String(name)]: wrong })
    try {
      const { status, stderr } = project.run()

      assert.equal(status, 1)
      assert.match(stderr, /** @type {RegExp} */ (message))
    } finally {
      project.remove()
    }
  })
}

/** @type {[string, RegExp, RegExp][]} what a bundle of one function holds of codecs, and what not */
const BUNDLED = [
  ['fetchTitles', /^/, /new Date\(|atob|BigInt|toISOString/],
  ['callMoment', /new Date\(/, /atob|BigInt|toISOString/],
  ['callSend', /toISOString/, /new Date\(|atob|BigInt/],
  ['callEverything', /atob/, /Temporal/],
]

for (const [name, held, not] of BUNDLED) {
  test(`a bundle of ${name} holds no more of codecs than it needs`, async () => {
    const done = await build({
      stdin: { contents: `export { ${name} } from './values/all/expected/index.js'`, resolveDir: FOLDER },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      external: ['react'],
    })
    const text = done.outputFiles[0]?.text ?? ''

    assert.match(text, held)
    assert.doesNotMatch(text, not)
  })
}
