/** The golden cases: what each document should become. `node golden/golden.mjs` writes them anew. */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { emit } from '../generator/lib/emit/index.mjs'
import { readModel } from '../generator/lib/model.mjs'

export const FOLDER = fileURLToPath(new URL('.', import.meta.url))

export const CASES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((each) => each.isDirectory() && existsSync(join(FOLDER, each.name, 'main.py')))
  .map(({ name }) => name)
  .sort()

/** The document that the real exporter makes of a case's `main.py`. @param {string} name */
export function exported(name) {
  const cwd = join(FOLDER, name)
  const module = readFileSync(join(cwd, 'main.py'), 'utf8').includes('registry = Registry()') ? 'main:registry' : 'main'
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }
  return execFileSync('python', ['-m', 'mizan_fastapi.cli', module], { cwd, env, encoding: 'utf8', stdio: 'pipe' })
}

/** @param {string} name */
export const document = (name) => readFileSync(join(FOLDER, name, 'document.json'), 'utf8')

/** @param {string} name @returns {Record<string, string>} */
export const generated = (name) => emit(readModel(JSON.parse(document(name))), ['react'])

/** @param {string} name @returns {Record<string, string>} */
export function expected(name) {
  const folder = join(FOLDER, name, 'expected')
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  )
}

/** @param {string} name */
function renew(name) {
  writeFileSync(join(FOLDER, name, 'document.json'), exported(name))
  const folder = join(FOLDER, name, 'expected')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [file, text] of Object.entries(generated(name))) writeFileSync(join(folder, file), text)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) CASES.forEach(renew)
