/** The golden cases: documents, emitted files, and what TypeScript and a linter make of them. */

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  CASES,
  document,
  expected,
  exported,
  exportedTogether,
  FOLDER,
  generated,
  isGrouped,
  SERVERS,
} from '../golden/golden.mjs'

const MODULES = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
const RENEW = 'If that is right: node golden/golden.mjs'

test('there are cases', () => {
  assert.ok(CASES.length >= 62)
  assert.ok(SERVERS.length >= 55)
})

/** @type {Record<string, string> | undefined} */
let together

for (const server of SERVERS) {
  test(`${server}: the exporter writes the golden document`, () => {
    if (isGrouped(server)) together ??= exportedTogether(SERVERS.filter(isGrouped))
    assert.equal(isGrouped(server) ? together?.[server] : exported(server), document(server), RENEW)
  })
}

for (const name of CASES) {
  test(`${name}: what the exporter wrote becomes the golden files`, async () => {
    assert.deepEqual(sorted(await generated(name)), expected(name), RENEW)
  })
}

for (const compiler of ['typescript', 'typescript7']) {
  test(`${compiler} takes all emitted types, and refuses what the usage files say it should`, () => {
    const done = spawnSync('node', [join(MODULES, compiler, 'bin/tsc'), '-p', join(FOLDER, 'tsconfig.json')])
    assert.equal(done.stdout.toString(), '')
    assert.equal(done.status, 0)
  })
}

test('a linter finds nothing in emitted code', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-golden-'))
  try {
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ root: true, formatter: { enabled: false } }))
    for (const name of CASES) {
      for (const [file, text] of Object.entries(await generated(name)))
        writeFileSync(join(folder, `${name.replace('/', '.')}.${file}`), text)
    }
    execFileSync(join(MODULES, '.bin/biome'), ['lint', '--error-on-warnings', folder], { cwd: folder, stdio: 'pipe' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('every file ends with one line break and holds no blank space at the end of a line', async () => {
  for (const files of await Promise.all(CASES.map(generated))) {
    for (const text of Object.values(files)) {
      assert.match(text, /[^\n]\n$/)
      assert.doesNotMatch(text, /[ \t]\n/)
    }
  }
})

/** @param {Record<string, string>} files */
const sorted = (files) => Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
