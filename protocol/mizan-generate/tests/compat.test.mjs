/** Compatibility: what is judged breaking, what compatible, in both directions of every change. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare } from '../generator/lib/compat/compare.mjs'
import { readContent } from '../generator/lib/document.mjs'
import { Project, testIn, withPython } from './project.mjs'

const STRING = { type: 'string' }
const INTEGER = { type: 'integer' }
const NUMBER = { type: 'number' }
const NULL = { type: 'null' }
const reference = (/** @type {string} */ name) => ({ $ref: `#/components/schemas/${name}` })
const object = (/** @type {any} */ properties, required = Object.keys(properties), further = {}) => ({
  type: 'object',
  properties,
  required,
  ...further,
})
const ARGS = object({}, [], { additionalProperties: false })
const anyOf = (/** @type {any[]} */ ...members) => ({ anyOf: members })
const list = (/** @type {any} */ items, further = {}) => ({ type: 'array', items, ...further })
const record = (/** @type {any} */ additionalProperties, further = {}) => ({
  type: 'object',
  additionalProperties,
  ...further,
})
const tuple = (/** @type {any[]} */ ...prefixItems) => ({
  type: 'array',
  prefixItems,
  items: false,
  minItems: prefixItems.length,
  maxItems: prefixItems.length,
})
const tagged = (/** @type {string} */ kind, /** @type {any} */ members) => object({ kind: { const: kind }, ...members })

/** A document of functions, contexts and errors. @param {any} parts @param {any} [schemas] */
const documentOf = (parts, schemas = {}) => ({
  'x-mizan': { protocol: 1, functions: {}, contexts: {}, errors: {}, ...parts },
  components: { schemas },
})

/** A document with a call that takes and returns what is given. @param {any} part @param {any} [schemas] */
const withCall = (part, schemas) =>
  documentOf({ functions: { f: { kind: 'call', args: ARGS, result: NULL, ...part } } }, schemas)

/** @param {any} before @param {any} after */
const changes = (before, after) => compare(readContent(before), readContent(after))
/** @param {any} before @param {any} after */
const breaks = (before, after) => changes(before, after).some(({ breaking }) => breaking)
/** @param {any} before @param {any} after */
const told = (before, after) =>
  changes(before, after).map(
    ({ breaking, kind, name, path, change }) =>
      `${breaking ? 'breaking' : 'compatible'} ${kind} ${name} ${path} ${change}`,
  )

/** As an argument, and as a result. @param {any} schema @param {any} [schemas] */
const taking = (schema, schemas) => withCall({ args: { ...ARGS, properties: { x: schema }, required: ['x'] } }, schemas)
/** @param {any} schema @param {any} [schemas] */
const returning = (schema, schemas) => withCall({ result: schema }, schemas)

/** What the second allows beside the first: nothing less, and something more. @type {[string, any, any][]} */
const WIDER = [
  ['an integer to a number', INTEGER, NUMBER],
  ['a lower minimum', { ...INTEGER, minimum: 1 }, { ...INTEGER, minimum: 0 }],
  ['no minimum', { ...INTEGER, minimum: 1 }, INTEGER],
  ['a higher maximum', { ...NUMBER, maximum: 1 }, { ...NUMBER, maximum: 1.5 }],
  ['a bound that is included', { ...NUMBER, exclusiveMinimum: 0 }, { ...NUMBER, minimum: 0 }],
  ['a smaller factor', { ...INTEGER, multipleOf: 6 }, { ...INTEGER, multipleOf: 3 }],
  ['a longer text', { ...STRING, maxLength: 5 }, { ...STRING, maxLength: 6 }],
  ['a shorter text', { ...STRING, minLength: 2 }, { ...STRING, minLength: 1 }],
  ['no pattern', { ...STRING, pattern: '^a' }, STRING],
  ['a date to any text', { ...STRING, format: 'date' }, STRING],
  ['a value more', { enum: ['a'] }, { enum: ['a', 'b'] }],
  ['values to a text', { enum: ['a', 'b'], type: 'string' }, STRING],
  ['values to a text that is long enough', { enum: ['a', 'bc'] }, { ...STRING, maxLength: 2 }],
  ['a constant to a number', { const: 5 }, { ...NUMBER, minimum: 5 }],
  ['values to integers', { enum: [1, 2] }, { ...INTEGER, maximum: 2 }],
  ['null, too', STRING, anyOf(STRING, NULL)],
  ['null, too, in a list of types', { type: 'string' }, { type: ['string', 'null'] }],
  ['a choice more', anyOf(STRING, INTEGER), anyOf(STRING, INTEGER, { type: 'boolean' })],
  ['true to a boolean', { const: true }, { type: 'boolean' }],
  ['anything', STRING, {}],
  ['any items', list(STRING), list(anyOf(STRING, INTEGER))],
  ['fewer items', list(STRING, { minItems: 2 }), list(STRING, { minItems: 1 })],
  ['more items', list(STRING, { maxItems: 2 }), list(STRING)],
  ['items that are the same', list(STRING, { uniqueItems: true }), list(STRING)],
  ['a tuple to a list', tuple(STRING, STRING), list(STRING)],
  ['a place of a tuple', tuple(STRING, INTEGER), tuple(STRING, NUMBER)],
  ['values of a record', record(INTEGER), record(NUMBER)],
  ['keys of a record', record(INTEGER, { propertyNames: { enum: ['a'] } }), record(INTEGER)],
  ['a larger record', record(INTEGER, { maxProperties: 1 }), record(INTEGER, { maxProperties: 2 })],
  ['a member that may be missing', object({ a: STRING }), object({ a: STRING }, [])],
  ['a wider member', object({ a: INTEGER }), object({ a: NUMBER })],
  ['a member deep inside', object({ a: list(object({ b: INTEGER })) }), object({ a: list(object({ b: NUMBER })) })],
  [
    'a kind of a discriminated union',
    anyOf(tagged('a', { x: STRING })),
    anyOf(tagged('a', { x: STRING }), tagged('b', { y: STRING })),
  ],
  [
    'a member of one kind of a union',
    anyOf(tagged('a', { x: INTEGER }), tagged('b', { y: STRING })),
    anyOf(tagged('b', { y: STRING }), tagged('a', { x: NUMBER })),
  ],
]

for (const [what, narrow, wide] of WIDER) {
  test(`wider by ${what}: compatible to take, breaking to return, and the other way round`, () => {
    assert.equal(breaks(taking(narrow), taking(wide)), false)
    assert.equal(breaks(taking(wide), taking(narrow)), true)
    assert.equal(breaks(returning(narrow), returning(wide)), true)
    assert.equal(breaks(returning(wide), returning(narrow)), false)
    for (const side of [taking, returning]) assert.ok(told(side(narrow), side(wide)).length, 'It is told.')
  })
}

/** Neither allows all of the other. @type {[string, any, any][]} */
const DIFFERENT = [
  ['a text and an integer', STRING, INTEGER],
  ['two formats', { ...STRING, format: 'date' }, { ...STRING, format: 'date-time' }],
  ['two patterns', { ...STRING, pattern: '^a' }, { ...STRING, pattern: '^b' }],
  ['a range that moved', { ...INTEGER, minimum: 0, maximum: 5 }, { ...INTEGER, minimum: 1, maximum: 6 }],
  ['values of which some are others', { enum: ['a', 'b'] }, { enum: ['b', 'c'] }],
  ['a text and a list of texts', STRING, list(STRING)],
  ['a longer tuple', tuple(STRING), tuple(STRING, STRING)],
  ['a list and a record', list(STRING), record(STRING)],
  ['a member of another name', object({ a: STRING }), object({ b: STRING })],
  ['two kinds of an object', tagged('a', {}), tagged('b', {})],
]

for (const [what, one, other] of DIFFERENT) {
  test(`${what}: breaking in every direction`, () => {
    for (const side of [taking, returning])
      for (const [before, after] of [
        [one, other],
        [other, one],
      ])
        assert.equal(breaks(side(before), side(after)), true)
  })
}

/** Two spellings of one type. @type {[string, any, any, any?, any?][]} */
const SAME = [
  ['a description', STRING, { ...STRING, description: 'A text.', examples: ['a'], title: 'Text', deprecated: true }],
  ['the order of a union', anyOf(STRING, NULL), anyOf(NULL, STRING)],
  ['the order of values', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }],
  ['oneOf for anyOf', anyOf(STRING, NULL), { oneOf: [STRING, NULL] }],
  ['a list of types', anyOf(STRING, NULL), { type: ['string', 'null'] }],
  ['a constant for one value', { const: 'a' }, { enum: ['a'], type: 'string' }],
  ['bounds of whole numbers', { ...INTEGER, exclusiveMinimum: 0 }, { ...INTEGER, minimum: 1 }],
  ['a union of unions', anyOf(STRING, anyOf(NULL, INTEGER)), anyOf(STRING, NULL, INTEGER)],
  ['a choice that another covers', anyOf(INTEGER, NUMBER), NUMBER],
  [
    'a record that another covers, by its keys',
    record(INTEGER),
    anyOf(record(INTEGER, { propertyNames: { enum: ['a'] } }), record(INTEGER)),
  ],
  ['the order of members', object({ a: STRING, b: STRING }), object({ b: STRING, a: STRING }, ['b', 'a'])],
  ['allOf with one member', object({ a: STRING }), { allOf: [object({ a: STRING })] }],
  ['allOf with several', object({ a: STRING, b: STRING }), { allOf: [object({ a: STRING }), object({ b: STRING })] }],
  ['a model that has a name now', object({ a: STRING }), reference('A'), {}, { A: object({ a: STRING }) }],
  [
    'a model that is called otherwise',
    reference('A'),
    reference('B'),
    { A: object({ a: STRING }) },
    { B: object({ a: STRING }) },
  ],
  [
    'a recursive model that is called otherwise',
    reference('Tree'),
    reference('Node'),
    { Tree: object({ children: list(reference('Tree')) }) },
    { Node: object({ children: list(reference('Node')) }) },
  ],
  [
    'a recursive model that is unrolled once',
    reference('Tree'),
    reference('Tree'),
    { Tree: object({ children: list(reference('Tree')) }) },
    {
      Tree: object({ children: list(reference('Inner')) }),
      Inner: object({ children: list(reference('Tree')) }),
    },
  ],
]

for (const [what, one, other, schemas, otherSchemas] of SAME) {
  test(`${what}: nothing changed`, () => {
    for (const side of [taking, returning]) {
      assert.deepEqual(told(side(one, schemas), side(other, otherSchemas)), [])
      assert.deepEqual(told(side(other, otherSchemas), side(one, schemas)), [])
    }
  })
}

const query = (/** @type {any} */ part = {}) => ({
  kind: 'query',
  context: 'user',
  params: [],
  args: ARGS,
  result: NULL,
  ...part,
})
const withQuery = (/** @type {any} */ part, /** @type {any} */ params = ARGS, further = {}) =>
  documentOf({
    functions: { f: query({ args: params, ...part }), ...further },
    contexts: { user: { functions: ['f'], params } },
  })
const mutation = (/** @type {any} */ part) => withCall({ kind: 'mutation', affects: [], contexts: [], ...part })
const params = (/** @type {any} */ properties, required = Object.keys(properties)) => ({
  ...ARGS,
  properties,
  required,
})
const FILE = { type: 'string', format: 'binary' }
const raising = (/** @type {any} */ error, errors = ['SOLD_OUT']) =>
  documentOf({
    functions: { f: { kind: 'call', args: ARGS, result: NULL, errors } },
    errors: { SOLD_OUT: { status: 409, details: object({ left: INTEGER }), ...error } },
  })

/** What is told of a change, and of its reverse. @type {[string, any, any, string[], string[]][]} */
const CHANGES = [
  ['a function', documentOf({}), withCall({}), ['compatible function f  added'], ['breaking function f  removed']],
  [
    'a required argument',
    withCall({}),
    withCall({ args: params({ a: STRING }) }),
    ['breaking function f args.a member-added'],
    ['breaking function f args.a member-removed'],
  ],
  [
    'an optional argument',
    withCall({}),
    withCall({ args: params({ a: STRING }, []) }),
    ['compatible function f args.a member-added'],
    ['breaking function f args.a member-removed'],
  ],
  [
    'an argument that may be left out',
    withCall({ args: params({ a: STRING }) }),
    withCall({ args: params({ a: STRING }, []) }),
    ['compatible function f args.a now-optional'],
    ['breaking function f args.a now-required'],
  ],
  [
    'another default',
    withCall({ args: params({ a: { ...INTEGER, default: 1 } }, []) }),
    withCall({ args: params({ a: { ...INTEGER, default: 2 } }, []) }),
    ['compatible function f args.a default-changed'],
    ['compatible function f args.a default-changed'],
  ],
  [
    'a member of an argument',
    taking(object({ a: STRING })),
    taking(object({ a: STRING, b: STRING }, ['a'])),
    ['compatible function f args.x.b member-added'],
    ['breaking function f args.x.b member-removed'],
  ],
  [
    'a member of a result',
    returning(object({ a: STRING })),
    returning(object({ a: STRING, b: STRING })),
    ['compatible function f result.b member-added'],
    ['breaking function f result.b member-removed'],
  ],
  [
    'a member of a result that may be missing',
    returning(object({ a: STRING })),
    returning(object({ a: STRING, b: STRING }, ['a'])),
    ['compatible function f result.b member-added'],
    ['compatible function f result.b member-removed'],
  ],
  [
    'a member of what has further ones',
    taking(object({ a: STRING }, ['a'], { additionalProperties: true })),
    taking(object({ a: STRING, b: STRING }, ['a'], { additionalProperties: true })),
    ['breaking function f args.x.b member-added'],
    ['compatible function f args.x.b member-removed'],
  ],
  [
    'further members',
    returning(object({ a: STRING })),
    returning(object({ a: STRING }, ['a'], { additionalProperties: true })),
    ['compatible function f result.* others-added'],
    ['compatible function f result.* others-removed'],
  ],
  [
    'a value of an enum that is returned',
    returning({ enum: ['a'] }),
    returning({ enum: ['a', 'b'] }),
    ['breaking function f result value-added'],
    ['compatible function f result value-removed'],
  ],
  [
    'a value of an enum that is taken, deep inside',
    taking(list(record(object({ a: { enum: ['a'] } })))),
    taking(list(record(object({ a: { enum: ['a', 'b'] } })))),
    ['compatible function f args.x[].*.a value-added'],
    ['breaking function f args.x[].*.a value-removed'],
  ],
  [
    'a member of a recursive model, told once',
    returning(reference('Tree'), { Tree: object({ value: INTEGER, left: anyOf(reference('Tree'), NULL) }) }),
    returning(reference('Tree'), { Tree: object({ value: NUMBER, left: anyOf(reference('Tree'), NULL) }) }),
    ['breaking function f result.value type-widened'],
    ['compatible function f result.value type-narrowed'],
  ],
  [
    'members of several kinds of a union, each told where it is',
    taking(anyOf(tagged('a', { x: STRING }), tagged('b', { y: STRING }))),
    taking(anyOf(tagged('b', { y: INTEGER }), tagged('a', { x: INTEGER }))),
    ['breaking function f args.x.x type-changed', 'breaking function f args.x.y type-changed'],
    ['breaking function f args.x.y type-changed', 'breaking function f args.x.x type-changed'],
  ],
  [
    'a kind',
    withCall({}),
    mutation({}),
    ['breaking function f kind kind-changed'],
    ['breaking function f kind kind-changed'],
  ],
  [
    'a context',
    withQuery({}),
    documentOf({
      functions: { f: query({ context: 'team' }) },
      contexts: { team: { functions: ['f'], params: ARGS } },
    }),
    ['breaking function f context context-changed', 'compatible context team  added', 'breaking context user  removed'],
    ['breaking function f context context-changed', 'breaking context team  removed', 'compatible context user  added'],
  ],
  [
    'a required param',
    withQuery({}),
    withQuery({}, params({ id: INTEGER })),
    ['breaking function f args.id member-added', 'breaking context user params.id member-added'],
    ['breaking function f args.id member-removed', 'breaking context user params.id member-removed'],
  ],
  [
    'a query in a context that is there',
    withQuery({}),
    withQuery({}, ARGS, { g: query() }),
    ['compatible function g  added'],
    ['breaking function g  removed'],
  ],
  [
    'a rule on who may call',
    withCall({ auth: 'public' }),
    withCall({ auth: 'authenticated' }),
    ['breaking function f auth auth-narrowed'],
    ['compatible function f auth auth-widened'],
  ],
  [
    'a stricter rule',
    withCall({ auth: 'authenticated' }),
    withCall({ auth: 'superuser' }),
    ['breaking function f auth auth-narrowed'],
    ['compatible function f auth auth-widened'],
  ],
  [
    'a rule of its own, of which nothing is known',
    withCall({ auth: 'staff' }),
    withCall({ auth: 'custom' }),
    ['breaking function f auth auth-narrowed'],
    ['breaking function f auth auth-narrowed'],
  ],
  [
    'a revision',
    withCall({ rev: 1 }),
    withCall({ rev: 2 }),
    ['breaking function f rev rev-changed'],
    ['breaking function f rev rev-changed'],
  ],
  [
    'what it affects',
    mutation({ affects: [{ context: 'a' }], contexts: ['a'] }),
    mutation({ affects: [{ context: 'a', params: { id: 'id' } }], contexts: ['a'] }),
    ['compatible function f affects affects-changed'],
    ['compatible function f affects affects-changed'],
  ],
  [
    'an error',
    raising({}, []),
    raising({}),
    ['compatible function f errors.SOLD_OUT error-added'],
    ['breaking function f errors.SOLD_OUT error-removed'],
  ],
  [
    "an error's status",
    raising({}),
    raising({ status: 410 }),
    ['breaking error SOLD_OUT status status-changed'],
    ['breaking error SOLD_OUT status status-changed'],
  ],
  [
    "a member of an error's details",
    raising({}),
    raising({ details: object({ left: INTEGER, when: STRING }) }),
    ['compatible error SOLD_OUT details.when member-added'],
    ['breaking error SOLD_OUT details.when member-removed'],
  ],
  [
    'a required file',
    withCall({}),
    withCall({ files: { photo: FILE }, required_files: ['photo'] }),
    ['breaking function f files.photo member-added'],
    ['breaking function f files.photo member-removed'],
  ],
  [
    'a file that may be left out',
    withCall({ files: { photo: FILE }, required_files: ['photo'] }),
    withCall({ files: { photo: anyOf(FILE, NULL) }, required_files: [] }),
    ['compatible function f files.photo now-optional', 'compatible function f files.photo value-added'],
    ['breaking function f files.photo now-required', 'breaking function f files.photo value-removed'],
  ],
]

for (const [what, before, after, forwards, backwards] of CHANGES) {
  test(`${what}: told as it is, there and back`, () => {
    assert.deepEqual(told(before, after), forwards)
    assert.deepEqual(told(after, before), backwards)
  })
}

test('a choice that another one covers is not breaking there, and is where nothing does', () => {
  const small = { ...INTEGER, maximum: 5 }
  const large = { ...INTEGER, minimum: 0 }
  const schemas = (/** @type {any} */ a) => ({ A: object({ a }) })
  const args = params({ x: anyOf(reference('A'), object({ a: INTEGER }), STRING), y: reference('A') })

  assert.deepEqual(told(withCall({ args }, schemas(small)), withCall({ args }, schemas(large))), [
    'compatible function f args.x.a type-changed',
    'breaking function f args.y.a type-changed',
  ])
})

test('what was assumed of a recursive type is forgotten where it proves wrong', () => {
  const before = {
    Given: object({ a: reference('Deep'), b: STRING }),
    Deep: object({ up: anyOf(reference('Given'), NULL) }),
  }
  const after = {
    Wrong: object({ a: reference('Deep'), b: INTEGER }),
    Right: object({ a: reference('Deep'), b: STRING }),
    Deep: object({ up: anyOf(reference('Wrong'), NULL) }),
  }

  assert.equal(
    breaks(taking(reference('Given'), before), taking(anyOf(reference('Wrong'), reference('Right')), after)),
    true,
  )
})

test('models that refer to each other in every way are compared in no time', () => {
  const names = Array.from({ length: 40 }, (_, index) => `M${index}`)
  const models = (/** @type {any} */ last) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        object({
          ...Object.fromEntries(names.map((each) => [each, anyOf(reference(each), NULL)])),
          value: name === names.at(-1) ? last : STRING,
        }),
      ]),
    )
  const started = performance.now()

  assert.deepEqual(told(returning(reference('M0'), models(INTEGER)), returning(reference('M0'), models(NUMBER))), [
    'breaking function f result.M39.value type-widened',
  ])
  assert.ok(performance.now() - started < 5000)
})

/** A folder with two documents. */
function withTwo() {
  return new Project()
    .write('old.json', JSON.stringify(withCall({ args: params({ a: INTEGER }) })))
    .write('new.json', JSON.stringify(withCall({ args: params({ a: NUMBER }), result: STRING })))
}

testIn('compat lists changes with their places, and exits with 1 if one is breaking', withTwo, (project) => {
  assert.deepEqual(project.run('compat', 'old.json', 'new.json'), {
    status: 1,
    stdout: `function f
  compatible  args.a: was integer, is number
  BREAKING    result: was null, is string

1 breaking change, 1 compatible.
`,
    stderr: '',
  })
  assert.deepEqual(project.run('compat', 'old.json', 'old.json'), {
    status: 0,
    stdout: 'Nothing changed.\n',
    stderr: '',
  })
})

testIn('compat --json tells programs the same', withTwo, (project) => {
  const { status, stdout } = project.run('compat', 'old.json', 'new.json', '--json')
  const { result, ...rest } = JSON.parse(stdout)

  assert.equal(status, 1)
  assert.deepEqual(rest, { command: 'compat', exit: 1 })
  assert.equal(result.compatible, false)
  assert.equal(result.breaking, 1)
  assert.deepEqual(result.changes[0], {
    kind: 'function',
    name: 'f',
    breaking: false,
    path: 'args.a',
    change: 'type-widened',
    message: 'was integer, is number',
  })
})

testIn('compat compares a document with the server as it is', withPython, (project) => {
  project.write('old.json', JSON.stringify(documentOf({})))

  const { status, stdout } = project.run('compat', 'old.json')

  assert.equal(status, 0)
  assert.match(stdout, /^function current_user\n {2}compatible {2}is new\n\nfunction echo\n/)
  assert.equal(project.run('compat', 'old.json', '--config', 'mizan.config.mjs').stdout, stdout)
})

testIn('compat without a document, with too many, or with one that is none says so', withTwo, (project) => {
  assert.equal(project.run('compat').status, 2)
  assert.match(project.run('compat').stderr, /^Name the document to compare with\.\n\nUsage: mizan-generate compat/)
  assert.equal(project.run('compat', 'old.json', 'new.json', 'third.json').status, 2)
  assert.equal(project.run('compat', 'old.json', 'new.json', '--config', 'a.mjs').status, 2)
  assert.equal(project.run('compat', 'gone.json', 'new.json').status, 1)
  project.write('new.json', '{}')
  assert.match(project.run('compat', 'old.json', 'new.json').stderr, /This is no Mizan document/)
})
