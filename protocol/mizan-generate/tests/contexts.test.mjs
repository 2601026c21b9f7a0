/** What emitted code says of contexts, and what editors show of it. */

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { emit } from '../generator/lib/emit/index.mjs'
import { readModel } from '../generator/lib/model.mjs'

const folder = mkdtempSync(fileURLToPath(new URL('.contexts-', import.meta.url)))
after(() => rmSync(folder, { recursive: true }))

const INTEGER = { type: 'integer' }
/** @param {readonly string[]} names */
const taking = (...names) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((each) => [each, INTEGER])),
  required: names,
})
/** @param {string} context @param {readonly string[]} params */
const query = (context, ...params) => ({
  kind: 'query',
  context,
  params,
  args: taking(...params),
  result: { $ref: '#/components/schemas/Task' },
})
/** @param {readonly string[]} contexts */
const mutation = (...contexts) => ({ kind: 'mutation', contexts, args: taking(), result: INTEGER })

const FUNCTIONS = {
  board: query('board', 'board_id'),
  page: query('board', 'limit', 'board_id'),
  board_context: { ...query('board', 'board_id'), description: 'Say where it is.' },
  fetch: query('fetch'),
  fetch_context: query('call'),
  call_context: mutation(),
  rename: { ...mutation('board', 'zoo'), errors: ['TAKEN'] },
  tidy: mutation('elsewhere'),
  visit: query('zoo'),
  reset: mutation('*'),
}
const DOCUMENT = {
  'x-mizan': {
    protocol: 1,
    functions: FUNCTIONS,
    contexts: {
      board: { functions: ['board', 'page', 'board_context'], params: taking('limit', 'board_id') },
      call: { functions: ['fetch_context'], params: taking() },
      fetch: { functions: ['fetch'], params: taking() },
      zoo: { functions: ['visit'], params: taking() },
    },
    errors: { TAKEN: { status: 409, details: INTEGER } },
  },
  components: { schemas: { Task: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] } } },
}

/** Write the client. @param {string} name */
function client(name) {
  const place = join(folder, name)
  mkdirSync(place)
  for (const [file, text] of Object.entries(emit(readModel(DOCUMENT), ['react'])))
    writeFileSync(join(place, file), text)
  return place
}

test('descriptors have the names of contexts, and the names of their own params', async () => {
  const calls = await import(join(client('run'), 'calls.js'))
  const { name, context, params } = calls.page

  assert.deepEqual({ name, context, params }, { name: 'page', context: 'board', params: ['board_id', 'limit'] })
  assert.deepEqual([calls.board.context, calls.board.params], ['board', ['board_id']])
  assert.deepEqual([calls.visit.context, calls.visit.params], ['zoo', []])
  assert.deepEqual(calls.rename.contexts, ['board', 'zoo'])
  assert.deepEqual(calls.tidy.contexts, ['elsewhere'])
  assert.deepEqual(calls.reset.contexts, ['*'])
})

test('a function may be called as the constant of a context would be', async () => {
  const calls = await import(join(client('clash'), 'calls.js'))

  assert.equal(calls.boardContext.name, 'board_context')
  assert.equal(calls.fetchContext.name, 'fetch_context')
  assert.equal(calls.callContext.name, 'call_context')
  assert.equal(typeof calls.fetchBoardContext, 'function')
})

/** What an editor shows where a name stands in a page that uses it. @param {string} place @param {string} name */
function shown(place, name) {
  const page = join(place, 'page.ts')
  const code = `import { ${name} } from './index.js'\nvoid ${name}\n`
  const service = ts.createLanguageService({
    getScriptFileNames: () => [page],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const text = file === page ? code : ts.sys.fileExists(file) ? readFileSync(file, 'utf8') : undefined
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => place,
    getCompilationSettings: () => ({ strict: true, module: ts.ModuleKind.ESNext, moduleResolution: 100, types: [] }),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => file === page || ts.sys.fileExists(file),
    readFile: ts.sys.readFile,
  })
  assert.deepEqual(service.getSemanticDiagnostics(page), [])
  const info = service.getQuickInfoAtPosition(page, code.lastIndexOf(name))
  return [ts.displayPartsToString(info?.displayParts), ts.displayPartsToString(info?.documentation)].map(
    (each) => each.replace('(alias) ', '').split('\nimport ')[0],
  )
}

test('editors show what functions take and return by the plain names of types', () => {
  const place = client('editor')

  assert.deepEqual(shown(place, 'fetchBoardContext'), [
    'function fetchBoardContext(params: BoardContextArgs, options?: CallOptions): Promise<Task>',
    'Say where it is.',
  ])
  assert.deepEqual(shown(place, 'useBoardContext'), [
    'function useBoardContext(params?: BoardContextParams): Task',
    'Say where it is.',
  ])
  assert.deepEqual(
    shown(place, 'useRename')[0],
    'function useRename(): MutationState<RenameArgs | undefined, RenameResult, RenameError>',
  )
  assert.deepEqual(
    shown(place, 'useBoardState')[0],
    'function useBoardState(params?: BoardContextParams): QueryState<Task>',
  )
})
