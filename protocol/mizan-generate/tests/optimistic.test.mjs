/** What emitted code and types say of what may be expected of mutations, of prefetches, and of versions. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emit } from '../generator/lib/emit/index.mjs'
import { readModel } from '../generator/lib/model.mjs'

const INTEGER = { type: 'integer' }
const taking = (/** @type {string[]} */ ...names) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((each) => [each, INTEGER])),
  required: names,
})
const query = (/** @type {string} */ context, /** @type {string[]} */ ...params) => ({
  kind: 'query',
  context,
  params,
  args: taking(...params),
  result: INTEGER,
})

/** @param {readonly object[]} affects @param {string} [signature] */
function emitted(affects, signature) {
  const contexts = affects.flatMap((/** @type {any} */ each) => each.context ?? (each.all ? '*' : 'board'))
  return emit(
    readModel({
      'x-mizan': {
        protocol: 1,
        ...(signature && { signature }),
        functions: {
          board: query('board', 'board_id'),
          cards: query('board', 'board_id', '__proto__'),
          me: query('global'),
          move: {
            kind: 'mutation',
            contexts: [...new Set(contexts)],
            affects,
            args: taking('id', 'not-a-word'),
            result: INTEGER,
          },
        },
        contexts: {
          board: { functions: ['board', 'cards'], params: taking('board_id', '__proto__') },
          global: { functions: ['me'], params: taking() },
        },
        errors: {},
      },
      components: { schemas: {} },
    }),
    ['react'],
  )
}

/** @param {readonly object[]} affects */
const affectedOf = (...affects) => {
  const type = /export const move: Mutation<T\.MoveArgs, T\.MoveResult(?:, BuiltInError, (.*))?>/
  return type.exec(emitted(affects)['calls.d.ts'] ?? '')?.[1]
}
/** @param {readonly object[]} affects */
const descriptorOf = (...affects) => /move = (.*)/.exec(emitted(affects)['calls.js'] ?? '')?.[1]

test('all queries of an affected context may be expected of', () => {
  assert.equal(affectedOf({ context: 'board' }), 'T.BoardQueries')
  assert.equal(affectedOf({ context: 'global' }, { context: 'board' }), 'T.BoardQueries & T.GlobalQueries')
})

test('of an affected query alone, only that one', () => {
  assert.equal(affectedOf({ function: 'cards' }), "Pick<T.BoardQueries, 'cards'>")
  assert.equal(affectedOf({ function: 'cards' }, { function: 'board' }), "Pick<T.BoardQueries, 'board' | 'cards'>")
  assert.equal(affectedOf({ function: 'cards' }, { context: 'board' }, { function: 'board' }), 'T.BoardQueries')
})

test('of what affects everything, nothing', () => {
  assert.equal(affectedOf({ all: true }), undefined)
  assert.equal(affectedOf(), undefined)
})

test('the hook and the call of a mutation say the same', () => {
  const files = emitted([{ context: 'board' }])
  assert.match(files['calls.d.ts'] ?? '', /callMove\(args: T\.MoveArgs, options\?: CallOptions<T\.BoardQueries>\)/)
  assert.match(
    files['react.d.ts'] ?? '',
    /useMove\(\): MutationState<T\.MoveArgs, T\.MoveResult, BuiltInError, T\.BoardQueries>/,
  )
  assert.match(files['react.d.ts'] ?? '', /import type \{ BuiltInError \} from 'mizan-client'/)
})

test('a context that no mutation affects has no type of its queries', () => {
  const { 'types.d.ts': types = '' } = emitted([{ context: 'board' }])
  assert.match(
    types,
    /interface BoardQueries \{\n {2}board: \[BoardArgs, BoardResult\]\n {2}cards: \[CardsArgs, CardsResult\]\n\}/,
  )
  assert.doesNotMatch(types, /GlobalQueries/)
})

test('arguments with other names than the params that they mean are said to be these', () => {
  assert.equal(
    descriptorOf({ context: 'board', params: { board_id: 'id' } }),
    "/*#__PURE__*/ scoped(/*#__PURE__*/ mutation('move', [boardContext]), (args) => ({ board_id: args.id }))",
  )
  assert.equal(
    descriptorOf({ context: 'board', params: { board_id: 'board_id' } }),
    "/*#__PURE__*/ mutation('move', [boardContext])",
  )
})

test('what is computed on the server, or differs from target to target, narrows nothing', () => {
  const wide = "/*#__PURE__*/ scoped(/*#__PURE__*/ mutation('move', [boardContext]), (args) => ({}))"
  assert.equal(descriptorOf({ context: 'board', params: { board_id: null } }), wide)
  const two = ['id', 'not-a-word'].map((each) => ({ context: 'board', params: { board_id: each } }))
  assert.equal(descriptorOf(...two), wide)
})

test('names that are no words are quoted, and __proto__ is a name like any other', () => {
  const code = descriptorOf({ context: 'board', params: { ['__proto__']: 'not-a-word' } }) ?? ''
  const scope = /, (\(args\) => .*)\)$/.exec(code)?.[1] ?? ''
  const made = new Function(`return ${scope}`)()({ 'not-a-word': 7 })
  assert.deepEqual(Object.entries(made), [['__proto__', 7]])
})

test('each named context can be prefetched, the global one cannot', () => {
  const { 'calls.js': code = '', 'calls.d.ts': types = '' } = emitted([])
  assert.match(code, /export const prefetchBoard = \/\*#__PURE__\*\/ prefetcher\('board'\)/)
  assert.match(types, /prefetchBoard\(params: T\.BoardContextParams, options\?: PrefetchOptions\): Promise<void>/)
  assert.doesNotMatch(code + types, /prefetchGlobal/)
})

test('a client knows its version, unless an older server wrote the document', () => {
  const signed = emitted([], 'jk2FiV1cDTM')
  assert.match(signed['signature.js'] ?? '', /^sign\('jk2FiV1cDTM'\)$/m)
  assert.match(signed['calls.js'] ?? '', /^import '\.\/signature\.js'$/m)
  const unsigned = emitted([])
  assert.equal(unsigned['signature.js'], undefined)
  assert.doesNotMatch(unsigned['calls.js'] ?? '', /signature/)
})
