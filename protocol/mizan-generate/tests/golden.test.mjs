/** The golden cases: documents, emitted files, and what TypeScript and a linter make of them. */

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CASES, document, expected, exported, FOLDER, generated } from '../golden/golden.mjs'

const MODULES = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
const RENEW = 'If that is right: node golden/golden.mjs'

test('there are cases', () => assert.ok(CASES.length >= 7))

for (const name of CASES) {
  test(`${name}: the exporter writes the golden document`, () => {
    assert.equal(exported(name), document(name), RENEW)
  })

  test(`${name}: the document becomes the golden files`, () => {
    assert.deepEqual(sorted(generated(name)), expected(name), RENEW)
  })
}

for (const compiler of ['typescript', 'typescript7']) {
  test(`${compiler} takes all emitted types, and refuses what the usage files say it should`, () => {
    const done = spawnSync('node', [join(MODULES, compiler, 'bin/tsc'), '-p', join(FOLDER, 'tsconfig.json')])
    assert.equal(done.stdout.toString(), '')
    assert.equal(done.status, 0)
  })
}

test('a linter finds nothing in emitted code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-golden-'))
  try {
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ root: true, formatter: { enabled: false } }))
    for (const name of CASES) {
      for (const [file, text] of Object.entries(generated(name))) writeFileSync(join(folder, `${name}.${file}`), text)
    }
    execFileSync(join(MODULES, '.bin/biome'), ['lint', '--error-on-warnings', folder], { cwd: folder, stdio: 'pipe' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('every file ends with one line break and holds no blank space at the end of a line', () => {
  for (const text of CASES.flatMap((name) => Object.values(generated(name)))) {
    assert.match(text, /[^\n]\n$/)
    assert.doesNotMatch(text, /[ \t]\n/)
  }
})

/** @param {Record<string, string>} files */
const sorted = (files) => Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
