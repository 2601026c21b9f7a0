/** The golden cases: what documents should become. `node golden/golden.mjs` writes them anew. */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../generator/lib/config.mjs'
import { filesOf } from '../generator/lib/generate.mjs'

export const FOLDER = fileURLToPath(new URL('.', import.meta.url))

/** Folders with a usage, which is what makes a case. */
export const CASES = foldersIn('.').filter((name) => /usage\.tsx?\b/.test(readdirSync(join(FOLDER, name)).join()))

/** Folders with a server: a case itself, or those inside a case that has several and says so in a config. */
export const SERVERS = CASES.flatMap((name) => [name, ...foldersIn(name)]).filter((name) => has(name, 'main.py'))

/** The document that the real exporter makes of a server's `main.py`. @param {string} server */
export function exported(server) {
  const cwd = join(FOLDER, server)
  const module = readFileSync(join(cwd, 'main.py'), 'utf8').includes('registry = Registry()') ? 'main:registry' : 'main'
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }
  return execFileSync('python', ['-m', 'mizan_fastapi.cli', module], { cwd, env, encoding: 'utf8', stdio: 'pipe' })
}

/** @param {string} server */
export const document = (server) => readFileSync(join(FOLDER, server, 'document.json'), 'utf8')

/** @param {string} name @returns {Promise<Record<string, string>>} */
export async function generated(name) {
  const path = join(FOLDER, name, 'document.json')
  const config = has(name, 'mizan.config.mjs')
    ? await readConfig(join(FOLDER, name, 'mizan.config.mjs'))
    : { sources: [{ kind: /** @type {const} */ ('file'), name, path }], targets: ['react'] }
  return (await filesOf(config)).files
}

/** @param {string} name @returns {Record<string, string>} */
export function expected(name) {
  const folder = join(FOLDER, name, 'expected')
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  )
}

/** The folders inside another, each with the path to it. @param {string} folder */
function foldersIn(folder) {
  return readdirSync(join(FOLDER, folder), { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort()
}

/** @param {string} folder @param {string} file */
function has(folder, file) {
  return existsSync(join(FOLDER, folder, file))
}

/** @param {string} name */
async function renew(name) {
  const folder = join(FOLDER, name, 'expected')
  const files = await generated(name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const server of SERVERS) writeFileSync(join(FOLDER, server, 'document.json'), exported(server))
  for (const name of CASES) await renew(name)
}
