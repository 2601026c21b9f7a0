import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { examples } from '../../mizan-client/tests/readme.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const { 'main.js': line = '' } = examples(new URL('../README.md', import.meta.url))
const folder = mkdtempSync(join(HERE, '.page-'))
after(() => rmSync(folder, { recursive: true }))

/** All that Vite makes of a page with this program. */
async function built(program: string): Promise<string> {
  writeFileSync(join(folder, 'main.js'), program)
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="/main.js"></script>')
  const made = (await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: { write: false },
  })) as Rolldown.RolldownOutput
  return made.output.map((file) => ('code' in file ? file.code : String(file.source))).join('\n')
}

test('a production build of the README’s line contains nothing of the devtools', async () => {
  assert.match(line, /import\.meta\.env\.DEV/)
  assert.doesNotMatch(await built(`${line}\ndocument.title = 'page'`), /devtools|shadow/i)
})

test('the same line without its condition is a chunk of its own', async () => {
  const text = await built(line.replace('import.meta.env.DEV', 'location.search'))
  assert.match(text, /mizan-devtools/)
  assert.match(text, /import\(/)
})

test('the devtools do nothing where there is no page', async () => {
  const { devtools } = await import('../src/index.ts')
  assert.equal(typeof document, 'undefined')
  devtools()()
})
