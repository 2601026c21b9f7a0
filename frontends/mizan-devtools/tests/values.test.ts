import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonOf, linesOf, preview } from '../src/values.ts'

const CLOSED = { toggled: new Map<string, boolean>(), shown: new Map<string, number>() }
const texts = (value: unknown, opened = CLOSED) =>
  linesOf(value, opened, undefined).map(({ name, text }) => `${name}=${text}`)

test('the outermost value is open, what is in it is closed until it is opened', () => {
  const value = { name: 'Ada', tags: ['a', 'b'], boss: { name: 'Eve' } }
  assert.deepEqual(texts(value), [
    '={ name: "Ada", tags: [2], boss: {…} }',
    'name="Ada"',
    'tags=(2) ["a", "b"]',
    'boss={ name: "Eve" }',
  ])
  const opened = { ...CLOSED, toggled: new Map([['$."tags"', true]]) }
  assert.deepEqual(texts(value, opened).slice(2, 5), ['tags=(2) ["a", "b"]', '0="a"', '1="b"'])
  assert.equal(texts(value, { ...CLOSED, toggled: new Map([['$', false]]) }).length, 1)
})

test('getters are not run, wherever they are', () => {
  const getter = { enumerable: true, get: () => assert.fail('was run') }
  const value = Object.defineProperties({}, { danger: getter })
  const list = Object.defineProperties([1, 2], { 1: getter })
  assert.deepEqual(texts(value), ['={ danger: (a getter, not run) }', 'danger=(a getter, not run)'])
  assert.deepEqual(texts({ list })[1], 'list=(2) [1, (a getter, not run)]')
  assert.equal(jsonOf(value), '{\n  "danger": "(a getter, not run)"\n}')
  const styled = Object.defineProperties(
    {},
    { constructor: getter, toString: getter, [Symbol.toStringTag]: getter, toJSON: getter },
  )
  assert.match(preview(styled), /not run/)
  linesOf(value, CLOSED, { value: Object.defineProperties({}, { danger: getter }) })
})

test('cycles end', () => {
  const value: Record<string, unknown> = { name: 'Ada' }
  value['self'] = value
  const opened = { ...CLOSED, toggled: new Map([['$."self"', true]]) }
  assert.deepEqual(texts(value, opened).at(-1), 'self=↻ the same as above')
  assert.equal(jsonOf(value), '{\n  "name": "Ada",\n  "self": "[circular]"\n}')
})

test('big data is cut, and more of it is shown when asked for', () => {
  const value = Array.from({ length: 100_000 }, (_, index) => index)
  const lines = linesOf(value, CLOSED, undefined)
  assert.equal(lines.length, 102)
  assert.deepEqual([lines.at(-1)?.kind, lines.at(-1)?.text], ['more', '99,900 more …'])
  assert.equal(linesOf(value, { ...CLOSED, shown: new Map([['$', 1000]]) }, undefined).length, 1002)
  assert.match(String(texts({ text: 'x'.repeat(5000) })[1]), /^text="x{199}… 5,000 characters$/)
})

test('values that JSON has no form for are spelt by the platform, not by themselves', () => {
  const date = Object.assign(new Date('2026-01-02T03:04:05Z'), { toISOString: () => assert.fail('was run') })
  assert.equal(preview(date), '2026-01-02T03:04:05.000Z')
  assert.equal(preview(12n), '12n')
  assert.equal(preview(new Uint8Array(5)), 'Uint8Array(5 bytes)')
  assert.equal(preview(new Map([['a', 1]])), 'Map(1)')
  assert.equal(preview(undefined), 'undefined')
  assert.equal(preview(Symbol('s')), 'Symbol(s)')
  assert.deepEqual(texts(new Map([['a', 1]])), ['=Map(1)', '"a"=1'])
  assert.equal(
    jsonOf({ date, big: 12n, none: undefined, not: Number.NaN }),
    '{\n  "date": "2026-01-02T03:04:05.000Z",\n  "big": "12",\n  "none": null,\n  "not": "NaN"\n}',
  )
})

test('names that mean something to JavaScript are only names', () => {
  const value = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')
  assert.deepEqual(texts(value), ['={ __proto__: {…}, constructor: 2 }', '__proto__={ a: 1 }', 'constructor=2'])
  const lines = linesOf({}, CLOSED, { value })
  assert.equal(lines.length, 1)
})

test('what differs from the other value says what was there', () => {
  const tags = ['a']
  const lines = linesOf({ name: 'Eve', tags, fresh: 1 }, CLOSED, { value: { name: 'Ada', tags } })
  assert.deepEqual(
    lines.map(({ name, was }) => [name, was]),
    [
      ['', undefined],
      ['name', '"Ada"'],
      ['tags', undefined],
      ['fresh', 'nothing'],
    ],
  )
})
