/** The same functions become the same bytes, and a change of one of them touches nothing else. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../generator/lib/config.mjs'
import { filesOf } from '../generator/lib/generate.mjs'
import { CASES, document, FOLDER, SERVERS } from '../golden/golden.mjs'
import { Project } from './project.mjs'

const VALUES = { dates: 'Date', bytes: 'Uint8Array', bigint: 'bigint', decimal: 'Decimal' }

/** What a document becomes, with codecs. @param {any} given */
async function emitted(given) {
  const source = { kind: /** @type {const} */ ('file'), name: 'a', path: 'a' }
  const read = async () => ({ document: given, notes: [] })
  // A model of one's own may be called Date, unless dates are.
  const values = given.components.schemas.Date ? { ...VALUES, dates: 'string' } : VALUES
  return (await filesOf({ sources: [source], targets: ['react'], values }, read)).files
}

/** The same document with the members of all objects in another order. @param {any} value @param {() => number} random @returns {any} */
function shuffled(value, random) {
  if (Array.isArray(value)) return value.map((each) => shuffled(each, random))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, each]) => ({ name, each: shuffled(each, random), at: random() }))
  return Object.fromEntries(entries.sort((a, b) => a.at - b.at).map(({ name, each }) => [name, each]))
}

/** Numbers that only look random. @param {number} seed */
function randomOf(seed) {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647)
}

for (const server of SERVERS) {
  test(`${server}: the order of members means nothing`, async () => {
    const given = JSON.parse(document(server))
    const files = await emitted(given)

    assert.deepEqual(await emitted(structuredClone(given)), files)
    for (const seed of [1, 2, 3]) assert.deepEqual(await emitted(shuffled(given, randomOf(seed))), files)
  })
}

test('two runs write the same, and a checkout with other line breaks changes nothing', async () => {
  for (const name of CASES.filter((each) => each.startsWith('values'))) {
    const config = await readConfig(`${FOLDER}${name}/mizan.config.mjs`)
    const once = (await filesOf(config)).files
    assert.deepEqual((await filesOf(config)).files, once)

    const project = new Project().write('document.json', JSON.stringify({}))
    try {
      for (const [file, text] of Object.entries(once)) project.write(`src/api/${file}`, text.replaceAll('\n', '\r\n'))
      const source = config.sources[0]
      assert.ok(source?.kind === 'file')
      project.config({ source: { file: source.path }, output: 'src/api', targets: config.targets, ...config.values })

      assert.match(project.run().stdout, /files were up to date/)
      assert.equal(project.run('--check').status, 0)
    } finally {
      project.remove()
    }
  }
})

/** @type {[string, (document: any) => void, string[]][]} */
const CHANGES = [
  ['nothing', () => {}, []],
  [
    'a field of a type',
    ({ components }) => (components.schemas.Note.properties.more = { type: 'string' }),
    ['types.d.ts'],
  ],
  [
    'a moment in a type',
    ({ components }) => (components.schemas.Comment.properties.more = { type: 'string', format: 'date-time' }),
    ['codecs.js', 'types.d.ts'],
  ],
  [
    "a function's docstring",
    (each) => (each['x-mizan'].functions.titles.description = 'New.'),
    ['calls.d.ts', 'react.d.ts'],
  ],
  [
    'a result that is bytes',
    (each) => (each['x-mizan'].functions.send.result = { type: 'string', format: 'base64url' }),
    ['calls.js', 'types.d.ts'],
  ],
  ['a server, in ways that no client sees', (each) => (each.info.title = 'Another'), []],
]

for (const [what, change, files] of CHANGES) {
  test(`a change of ${what} writes ${files.join(' and ') || 'nothing'}`, () => {
    const given = JSON.parse(document('values/all'))
    const project = new Project().config({ source: { file: 'document.json' }, output: 'src/api', ...VALUES })
    try {
      project.write('document.json', JSON.stringify(given)).run()
      change(given)

      const { status, stdout } = project.write('document.json', JSON.stringify(given)).run()

      assert.equal(status, 0)
      assert.deepEqual(
        [...stdout.matchAll(/(?:wrote|removed) +(\S+)/g)].map(([, name]) => name),
        files,
      )
    } finally {
      project.remove()
    }
  })
}
