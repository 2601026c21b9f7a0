/** Places without a page, each of which runs a bundle of generated calls: a thread of Node's, a Web Worker, workerd. */

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker as Thread } from 'node:worker_threads'
import { chromium } from '@playwright/test'
import { buildSync } from 'esbuild'

/** @typedef {{ sent: Record<string, unknown>, refused: Record<string, unknown> }} Job */
/** @typedef {(folder: string, baseUrl: string, job: Job) => Promise<any>} Place gives what `calls` of the bundle gives */

/** What all of them run. */
const CALLS = `
import { callWrite, configure, fetchRead, isMizanError } from './api/index.js'

export async function calls(baseUrl, { sent, refused }) {
  configure({ baseUrl, retries: 0 })
  const error = await callWrite(refused).catch((error) => error)
  return {
    page: typeof document,
    read: await fetchRead(sent),
    written: await callWrite(sent),
    code: isMizanError(error) ? error.code : String(error),
  }
}`

/** @param {string} folder with the client @param {string} entry what the place begins with */
function bundled(folder, entry) {
  const { outputFiles } = buildSync({
    stdin: { contents: CALLS + entry, resolveDir: folder },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    external: ['node:*'],
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

const THREAD = `
import { parentPort, workerData } from 'node:worker_threads'
parentPort.postMessage(await calls(...workerData))`

/** @type {Place} */
async function thread(folder, baseUrl, job) {
  const file = join(folder, 'thread.mjs')
  writeFileSync(file, bundled(folder, THREAD))
  const worker = new Thread(file, { workerData: [baseUrl, job], execArgv: [] }) // which gives it no page, as we have one
  try {
    return await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  } finally {
    await worker.terminate()
  }
}

const WEB_WORKER = `
onmessage = async ({ data }) => postMessage(await calls(...data))`
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** On a page of the server's own, so that its address is a path, as it is for pages. @type {Place} */
async function webWorker(folder, baseUrl, job) {
  const executablePath = BROWSERS.find((each) => existsSync(each))
  if (!executablePath) throw new Error('This test needs Chromium: make test installs it.')
  const { origin, pathname } = new URL(baseUrl)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage()
    await page.route(`${origin}/`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
    await page.route(`${origin}/worker.js`, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: bundled(folder, WEB_WORKER) }),
    )
    await page.goto(`${origin}/`)
    return await page.evaluate(
      (data) =>
        new Promise((resolve, reject) => {
          const worker = new Worker('/worker.js', { type: 'module' })
          worker.onmessage = (event) => resolve(event.data)
          worker.onerror = ({ message }) => reject(new Error(message))
          worker.postMessage(data)
        }),
      [pathname, job],
    )
  } finally {
    await browser.close()
  }
}

const FETCHED = `
export default { fetch: async (request) => Response.json(await calls(...(await request.json()))) }`
const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "calls", worker = .calls), (name = "internet", network = (allow = ["private", "public"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "calls")],
);
const calls :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2025-01-01",
);
`

/** @type {Place} */
async function workerd(folder, baseUrl, job) {
  const place = mkdtempSync(join(tmpdir(), 'mizan-workerd-'))
  writeFileSync(join(place, 'worker.js'), bundled(folder, FETCHED))
  writeFileSync(join(place, 'config.capnp'), CONFIG)
  const { default: binary } = createRequire(import.meta.url)('workerd')
  const child = spawn(binary, ['serve', 'config.capnp', '--control-fd=1'], { cwd: place })
  const ended = new Promise((resolve) => child.on('close', resolve))
  try {
    const port = await portOf(child, ended)
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify([baseUrl, job]) })
    return await answer.json()
  } finally {
    child.kill()
    await ended
    rmSync(place, { recursive: true })
  }
}

/** Where a server listens, once it does. @param {import('node:child_process').ChildProcessWithoutNullStreams} child @param {Promise<unknown>} ended */
function portOf(child, ended) {
  let said = ''
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const port = /"port":(\d+)/.exec((said += chunk))
      if (port) resolve(port[1])
    })
    child.stderr.on('data', (chunk) => (said += chunk))
    ended.then(() => reject(new Error(`workerd ended:\n${said}`)))
  })
}

/** @type {Readonly<Record<string, Place>>} */
export const PLACES = { "a thread of Node's": thread, 'a Web Worker': webWorker, workerd }
