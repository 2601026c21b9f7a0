/** Which types allow more than which, as arguments and as results. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  anyOf,
  breaks,
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
  tuple,
} from './compat-documents.mjs'

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
