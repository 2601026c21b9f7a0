/** The server of `origin.py`, what a worker has to know of it, and the manifest that the generator makes for it. */

import { execFileSync, spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { uvicorn } from '../../../tests/wire/uvicorn.mjs'
import { vectors } from './vectors.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CLI = join(ROOT, 'protocol/mizan-generate/generator/cli.mjs')
const SECRET = 'a secret of at least 32 bytes, of tests alone'
const { jwk, seed, issuer, audience } = vectors('tokens')
const env = {
  ...process.env,
  MIZAN_CACHE: '',
  MIZAN_SECRETS: '',
  PYTHONDONTWRITEBYTECODE: '1',
  TEST_SECRET: SECRET,
  TEST_KEY: JSON.stringify({ ...jwk, d: seed }),
}

const EDGE_KEYS = execFileSync('python', ['-m', 'mizan_core', 'keys', 'edge'], {
  env: { ...env, MIZAN_SECRETS: '', MIZAN_SECRET: SECRET },
  encoding: 'utf8',
}).trim()

/** The settings of a worker before it. @param {string} origin @returns {Record<string, string>} */
export const settings = (origin) => ({
  MIZAN_ORIGIN: origin,
  MIZAN_EDGE_KEYS: EDGE_KEYS,
  MIZAN_ISSUER: issuer,
  MIZAN_AUDIENCE: audience,
  MIZAN_SESSION_COOKIE: 'session',
})

/** An after-token as the server makes it. @param {Record<string, number>} generations */
export function afterToken(generations) {
  const [kid, , key = ''] = EDGE_KEYS.split(':')
  const payload = JSON.stringify({ t: generations })
  const mac = createHmac('sha256', Buffer.from(key, 'base64url')).update(`mizan.after.v1\0${payload}`).digest()
  return `mza1.${kid}.${Buffer.from(payload).toString('base64url')}.${mac.subarray(0, 16).toString('base64url')}`
}

/** Start the server. @param {Record<string, string>} [further] of its environment */
export async function startOrigin(further = {}) {
  const server = await uvicorn('origin:app', { cwd: HERE, env: { ...env, ...further } }, '--no-access-log')
  const { url } = server
  return {
    url,
    /** What it was asked since this was last asked. @returns {Promise<{ path: string, query: string, headers: Record<string, string> }[]>} */
    seen: async () => (await fetch(`${url}/test/seen`)).json(),
    /** Let a query fail, or not any more. @param {string} name @param {boolean} on */
    fail: (name, on) => fetch(`${url}/test/fails?name=${name}&on=${on}`, { method: 'POST' }),
    stop: () => server.stop('SIGKILL'),
  }
}

/** Let the generator write the manifest, and a client that sends tokens, as their user would. */
export function generate() {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-edge-'))
  const remove = () => rmSync(folder, { recursive: true })
  const source = { fastapi: { module: 'origin:registry', cwd: HERE } }
  const config = { source, output: 'api', targets: ['edge'], token: true }
  writeFileSync(join(folder, 'mizan.config.mjs'), `export default ${JSON.stringify(config)}\n`)
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const { status, stderr } = spawnSync(process.execPath, [CLI], { cwd: folder, env, encoding: 'utf8' })
  if (status === 0) return { manifest: join(folder, 'api', 'edge.js'), client: join(folder, 'api', 'index.js'), remove }
  remove()
  throw new Error(`Nothing was generated:\n${stderr}`)
}
