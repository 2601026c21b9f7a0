/** The server of `app.py` on a free port, and the clients that the generator makes for it. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { uvicorn } from './uvicorn.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CLI = join(ROOT, 'protocol/mizan-generate/generator/cli.mjs')
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }

/** Start a server. @param {string} app */
export async function serve(app = 'app:app') {
  const { url, stop } = await uvicorn(app, { cwd: HERE, env })
  return { baseUrl: `${url}/api/mizan`, stop }
}

/** Generate clients, as their user would. @param {readonly string[]} targets */
export function generate(targets) {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-wire-'))
  const config = { source: { fastapi: { module: 'app', cwd: HERE } }, output: 'api', targets }
  writeFileSync(join(folder, 'mizan.config.mjs'), `export default ${JSON.stringify(config)}\n`)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const remove = () => rmSync(folder, { recursive: true })
  const { status, stderr } = spawnSync(process.execPath, [CLI], { cwd: folder, env, encoding: 'utf8' })
  if (status !== 0) {
    remove()
    throw new Error(`Nothing was generated:\n${stderr}`)
  }
  return {
    folder,
    /** @param {string} target @returns {Promise<import('./adapters/index.mjs').Client>} */
    load: (target) => import(join(folder, 'api', `${target}.js`)),
    remove,
  }
}
