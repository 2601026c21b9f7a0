/** The runtimes that a worker runs on, each with what serves a module there. */

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { Miniflare } from 'miniflare'

/** @typedef {{ url: string, stop: () => Promise<void> }} Served */
/** @typedef {(file: string, env: Record<string, string>) => Promise<Served>} Place serves a module that exports `fetch` */

const HERE = fileURLToPath(new URL('.', import.meta.url))
const PATIENCE = 20_000
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** @type {Readonly<Record<string, Place>>} */
const ALL = {
  Node: (file, env) => started((port) => [process.execPath, [join(HERE, 'on-node.mjs'), file, `${port}`]], env),
  workerd,
  Bun: (file, env) => started((port) => [binary('bun', '@oven/bun-linux-x64/bin/bun'), [file, `${port}`]], env),
  Deno: (file, env) =>
    started((port) => [binary('deno', '@deno/linux-x64-glibc/deno'), ['serve', ...DENO, `--port=${port}`, file]], env),
}

const { PLACES: chosen } = process.env

/** The names of all runtimes, or of those in `PLACES`, which is for whoever looks for a mistake. */
export const PLACES = chosen ? chosen.split(',') : Object.keys(ALL)

const DENO = ['--quiet', '--no-config', '--no-lock', '--host=127.0.0.1', '--allow-net', '--allow-env']

/**
 * Serve a module on a runtime, bundled with all it imports.
 * @param {string} place
 * @param {string} code
 * @param {Record<string, string>} [env]
 * @returns {Promise<Served>}
 */
export async function served(place, code, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-edge-'))
  const file = join(folder, 'worker.mjs')
  writeFileSync(file, bundled(code))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const { url, stop } = await /** @type {Place} */ (ALL[place])(file, { ...env, TEST_FOLDER: folder })
    return { url, stop: () => stop().finally(remove) }
  } catch (error) {
    remove()
    throw error
  }
}

/** @param {string} contents */
function bundled(contents) {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: HERE },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

/** @type {Place} */
async function workerd(file, env) {
  const miniflare = new Miniflare({
    modules: true,
    script: readFileSync(file, 'utf8'),
    compatibilityDate: '2026-04-01',
    bindings: env,
    cf: false,
  })
  const url = await miniflare.ready
  return { url: url.origin, stop: () => miniflare.dispose() }
}

/** Run a command that serves, until it does. @param {(port: number) => [string, string[]]} command @param {Record<string, string>} env @returns {Promise<Served>} */
async function started(command, env) {
  const port = await freePort()
  const [file, words] = command(port)
  const child = spawn(file, words, {
    env: { ...process.env, DENO_DIR: env.TEST_FOLDER, ...env, PORT: `${port}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let isOver = false
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const ended = new Promise((resolve) => child.on('close', resolve)).then(() => (isOver = true))
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  const url = `http://127.0.0.1:${port}`
  for (const limit = Date.now() + PATIENCE; !isOver && Date.now() < limit; ) {
    const signal = AbortSignal.timeout(1000)
    const answer = await fetch(`${url}/ready`, { signal }).catch(() => undefined)
    if (answer) return { url, stop }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await stop()
  throw new Error(`${file} does not serve:\n${said}`)
}

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => resolve(port))
    })
  })

/** Find a runtime: that of a package, else one that is installed. @param {string} name @param {string} packaged */
function binary(name, packaged) {
  const paths = (process.env.PATH ?? '').split(delimiter).map((each) => join(each, name))
  const found = [join(ROOT, 'node_modules', packaged), ...paths].find((each) => existsSync(each))
  if (!found) throw new Error(`This test needs ${name}. npm brings it on Linux with glibc; elsewhere install it.`)
  return found
}
