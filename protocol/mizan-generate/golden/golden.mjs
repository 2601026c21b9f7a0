/** The golden cases: what documents should become. `node golden/golden.mjs` writes them anew, or those named. */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../generator/lib/config.mjs'
import { filesOf } from '../generator/lib/generate.mjs'

export const FOLDER = fileURLToPath(new URL('.', import.meta.url))

/** Cases that are about types alone: plain calls, and no hooks unless a config says so. */
const GROUPS = ['apis', 'python', 'values']

/** Folders with a usage, which is what makes a case. */
export const CASES = ['.', ...GROUPS].flatMap(foldersIn).filter((name) => /usage\.tsx?\b/.test(readdirSync(join(FOLDER, name)).join()))

/** Folders with a server: a case itself, or those inside a case that has several and says so in a config. */
export const SERVERS = CASES.flatMap((name) => [name, ...foldersIn(name)]).filter(
  (name) => has(name, 'main.py') || has(name, 'manage.py'),
)

/** The document that the real exporter makes of a server's `main.py`, or of a Django project. @param {string} server */
export function exported(server) {
  const cwd = join(FOLDER, server)
  if (has(server, 'manage.py')) return execFileSync('python', ['manage.py', 'export_mizan_schema'], { cwd, encoding: 'utf8' })
  const module = readFileSync(join(cwd, 'main.py'), 'utf8').includes('registry = Registry()') ? 'main:registry' : 'main'
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }
  return execFileSync('python', ['-m', 'mizan_fastapi.cli', module], { cwd, env, encoding: 'utf8', stdio: 'pipe' })
}

/** The documents of many servers, by name, which one Python makes. @param {readonly string[]} servers @returns {Record<string, string>} */
export function exportedTogether(servers) {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }
  const folders = servers.map((each) => join(FOLDER, each))
  const done = execFileSync('python', [join(FOLDER, 'export.py'), ...folders], { env, encoding: 'utf8', maxBuffer: 2 ** 28 })
  const documents = JSON.parse(done)
  return Object.fromEntries(servers.map((each) => [each, documents[join(FOLDER, each)]]))
}

/** Whether a server belongs to a group. @param {string} server */
export const isGrouped = (server) => GROUPS.some((group) => server.startsWith(join(group, '/')))

/** @param {string} server */
export const document = (server) => readFileSync(join(FOLDER, server, 'document.json'), 'utf8')

/** @param {string} name @returns {Promise<Record<string, string>>} */
export async function generated(name) {
  const path = join(FOLDER, name, 'document.json')
  const config = has(name, 'mizan.config.mjs')
    ? await readConfig(join(FOLDER, name, 'mizan.config.mjs'))
    : { sources: [{ kind: /** @type {const} */ ('file'), name, path }], targets: isGrouped(name) ? [] : ['react'] }
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
  const wanted = (/** @type {string} */ name) =>
    process.argv.length < 3 || process.argv.slice(2).some((each) => name.startsWith(each))
  const together = exportedTogether(SERVERS.filter((each) => isGrouped(each) && wanted(each)))
  for (const server of SERVERS.filter(wanted))
    writeFileSync(join(FOLDER, server, 'document.json'), together[server] ?? exported(server))
  for (const name of CASES.filter(wanted)) await renew(name)
}
