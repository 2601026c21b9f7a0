/** Which queries are paged, and the hooks that they get for it. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { emit } from '../generator/lib/emit/index.mjs'
import { readModel } from '../generator/lib/model.mjs'

const folder = mkdtempSync(fileURLToPath(new URL('.pages-', import.meta.url)))
after(() => rmSync(folder, { recursive: true }))

const STRING = { type: 'string' }
const INTEGER = { type: 'integer' }
const maybe = (/** @type {object} */ schema) => ({ anyOf: [schema, { type: 'null' }] })

/** @param {Record<string, object>} properties @param {readonly string[]} [required] */
const object = (properties, required = []) => ({ type: 'object', properties, required })

/** A document with one query. @param {object} args @param {object} part @param {object} [further] */
const documentOf = (args, part, further) => ({
  'x-mizan': {
    protocol: 1,
    functions: {
      feed: { kind: 'query', context: 'feed', args, result: { $ref: '#/components/schemas/Part' }, ...further },
    },
    contexts: { feed: { functions: ['feed'], params: args } },
    errors: { GONE: { status: 410, details: STRING } },
  },
  components: { schemas: { Part: part } },
})

const CURSOR = object({ tag: STRING, cursor: maybe(STRING) }, ['tag'])
const PART = object({ titles: { type: 'array', items: STRING }, next_cursor: maybe(STRING) }, ['titles', 'next_cursor'])

/** How a query is paged. @param {object} args @param {object} part @param {object} [further] */
const pagesOf = (args, part, further) => readModel(documentOf(args, part, further)).functions[0]?.pages

test('a query with a cursor, and a result that says which one is next, is paged', () => {
  assert.deepEqual(pagesOf(CURSOR, PART), { param: 'cursor', next: 'next_cursor', previous: undefined })
  assert.deepEqual(pagesOf(object({ after: STRING }), object({ next: STRING })), {
    param: 'after',
    next: 'next',
    previous: undefined,
  })
  const both = object({ next_page: maybe(INTEGER), previous_page: maybe(INTEGER) })
  assert.deepEqual(pagesOf(object({ page: { ...INTEGER, default: 1 } }), both), {
    param: 'page',
    next: 'next_page',
    previous: 'previous_page',
  })
  assert.deepEqual(pagesOf(object({ cursor: { type: ['string', 'null'] } }), PART)?.next, 'next_cursor')
})

test('no other query is', () => {
  const notPaged = [
    [object({ tag: STRING }), PART], // nothing says which page
    [object({ cursor: STRING }, ['cursor']), PART], // which the first one is nobody knows
    [object({ page: INTEGER }), PART], // another type
    [object({ cursor: maybe({ type: 'number' }) }), object({ next: maybe({ type: 'number' }) })],
    [object({ cursor: { anyOf: [STRING, INTEGER] } }), PART],
    [CURSOR, object({ titles: STRING })], // nothing says where it goes on
    [CURSOR, object({ next_cursor: INTEGER })],
    [CURSOR, { type: 'array', items: STRING }],
    [CURSOR, {}],
  ]
  for (const [args, part] of notPaged) assert.equal(pagesOf(args ?? {}, part ?? {}), undefined, JSON.stringify(args))
  assert.equal(pagesOf(CURSOR, PART, { kind: 'call', context: undefined }), undefined)
})

test('a paged query has a hook in every framework, with its types', () => {
  const targets = ['react', 'vue', 'svelte', 'solid']
  const files = emit(readModel(documentOf(CURSOR, PART, { errors: ['GONE'] })), targets)
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  for (const target of targets) {
    assert.match(
      files[`${target}.js`] ?? '',
      /useFeedPages = \/\*#__PURE__\*\/ pagesHook\(calls\.feed, \{ param: 'cursor', next: \(page\) => page\.next_cursor \}\)/,
    )
    const page = `
      import { useFeedPages } from './${target}.js'
      const list = useFeedPages({ tag: 'a' }, { max: 3, next: (page) => page.next_cursor })
      list.fetchNext()
      export const titles: string[] | undefined = ${target === 'vue' ? 'list.pages.value' : 'list.pages'}[0]?.titles
      const error = ${target === 'vue' ? 'list.error.value' : 'list.error'}
      export const gone: string | undefined = error?.code === 'GONE' ? error.details : undefined
      // @ts-expect-error the params are checked
      useFeedPages({ tag: 5 })
      // @ts-expect-error a part has no such member
      useFeedPages({ tag: 'a' }, { next: (page) => page.next })
    `
    writeFileSync(join(folder, `page-${target}.ts`), page)
  }
  const options = { extends: '../../../../tsconfig.base.json', compilerOptions: { noEmit: true }, include: ['*'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
  for (const version of ['typescript', 'typescript7']) {
    const tsc = fileURLToPath(new URL(`../../../node_modules/${version}/bin/tsc`, import.meta.url))
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
    assert.equal(stdout, '')
  }
})

test('a function of the same name as a hook for pages is refused', () => {
  const document = documentOf(CURSOR, PART)
  const functions = { ...document['x-mizan'].functions, feed_pages: { kind: 'call', args: object({}), result: STRING } }
  const clashing = { ...document, 'x-mizan': { ...document['x-mizan'], functions } }

  assert.throws(() => readModel(clashing), /would both be called useFeedPages. Rename one of them\./)
})
