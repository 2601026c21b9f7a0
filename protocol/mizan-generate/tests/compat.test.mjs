/** Compatibility: what is judged breaking, what compatible, in both directions of every change. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ARGS,
  anyOf,
  breaks,
  documentOf,
  INTEGER,
  list,
  NULL,
  NUMBER,
  object,
  record,
  reference,
  returning,
  STRING,
  tagged,
  taking,
  told,
  withCall,
} from './compat-documents.mjs'
import { Project, testIn, withPython } from './project.mjs'

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
