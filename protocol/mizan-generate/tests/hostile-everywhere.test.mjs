/**
 * Whatever place of a document an enemy writes into: the generator refuses it, or what it emits parses, and holds what he
 * wrote in texts and comments alone.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import ts from 'typescript'
import { readContent } from '../generator/lib/document.mjs'
import { emit } from '../generator/lib/emit/index.mjs'
import { modelOf } from '../generator/lib/model.mjs'
import { Problem } from '../generator/lib/problem.mjs'

/** Each breaks out of texts, comments and templates; what stands behind would run. */
const EVIL = [
  `*/'"\`;globalThis.stolen=1;//\${globalThis.stolen=1}`,
  "x';globalThis.stolen=1;'",
  '\n\u2028globalThis.stolen=1\n',
]
const DOCUMENTS = ['contexts', 'csrf', 'errors', 'files', 'first', 'names', 'types', 'python/literals', 'python/enums']

/** @typedef {readonly (string | number)[]} Path */

/**
 * Every text of a value, and every name of a member of it.
 * @param {unknown} value
 * @param {Path} path
 * @returns {Generator<{ path: Path, isName: boolean }>}
 */
function* texts(value, path) {
  if (typeof value === 'string') yield { path, isName: false }
  if (value === null || typeof value !== 'object') return
  for (const [name, each] of Object.entries(value)) {
    if (!Array.isArray(value)) yield { path: [...path, name], isName: true }
    yield* texts(each, [...path, Array.isArray(value) ? Number(name) : name])
  }
}

/** The same value with an enemy's text in one place. @param {any} value @param {Path} path @param {boolean} isName @param {string} text @returns {any} */
function spoilt(value, path, isName, text) {
  const [first, ...rest] = path
  if (first === undefined) return text
  if (Array.isArray(value)) return value.map((each, at) => (at === first ? spoilt(each, rest, isName, text) : each))
  const members = Object.entries(value).map(([name, each]) => {
    if (name !== first) return [name, each]
    return isName && rest.length === 0 ? [text, each] : [name, spoilt(each, rest, isName, text)]
  })
  return Object.fromEntries(members)
}

/** What is wrong with a file: it does not parse, or an enemy's word is code in it. @param {string} name @param {string} text */
function injected(name, text) {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)
  const diagnostics = /** @type {{ parseDiagnostics: readonly ts.Diagnostic[] }} */ (/** @type {unknown} */ (source))
  const found = diagnostics.parseDiagnostics.map((each) => ts.flattenDiagnosticMessageText(each.messageText, ' '))
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isIdentifier(node) && /stolen/.test(node.text)) found.push(`${node.text} is code`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** What is wrong with all that becomes of a document; null where it is refused. @param {any} document */
function wrong(document) {
  let files
  try {
    files = emit(modelOf(readContent(document), undefined, ['react', 'edge']), ['react', 'edge'])
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
  const read = Object.entries(files).filter(([name, text]) => /\.m?[jt]s$/.test(name) && text.includes('stolen'))
  return read.flatMap(([name, text]) => injected(name, text).map((each) => `${name}: ${each}`))
}

for (const name of DOCUMENTS) {
  test(`no place of ${name} lets an enemy write code`, () => {
    const document = JSON.parse(readFileSync(new URL(`../golden/${name}/document.json`, import.meta.url), 'utf8'))
    const counts = { refused: 0, emitted: 0 }
    /** @type {string[]} */
    const found = []
    for (const part of ['x-mizan', 'components']) {
      for (const { path, isName } of texts(document[part], [part])) {
        for (const text of EVIL) {
          const problems = wrong(spoilt(document, path, isName, text))
          counts[problems === null ? 'refused' : 'emitted'] += 1
          for (const each of problems ?? []) found.push(`${path.join('/')}${isName ? ' (name)' : ''}: ${each}`)
        }
      }
    }

    assert.deepEqual(found, [])
    assert.ok(counts.refused > 0 && counts.emitted > 0, JSON.stringify(counts))
  })
}

test('an emitter that does not quote would be noticed', () => {
  for (const evil of EVIL) {
    const unquoted = [
      `const name = '${evil}'`,
      `const name = "${evil}"`,
      `/** ${evil} */`,
      `const at = \`${evil}\``,
      `type ${evil} = 1`,
    ]
    assert.ok(
      unquoted.some((each) => injected('x.ts', each).length > 0),
      evil,
    )
  }
  assert.deepEqual(injected('x.ts', `/** globalThis.stolen */ const name = 'globalThis.stolen=1'`), [])
})
