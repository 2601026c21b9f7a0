/** A server of Node's for a worker, which other runtimes have built in. */

import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Said between neighbours: not the worker's. */
const HOPS = new Set(['connection', 'expect', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade'])

/**
 * Serve a worker.
 * @param {import('./index.mjs').Worker} worker
 * @param {{ port?: number, host?: string }} [options] port 8787 on this machine alone unless given
 * @returns {Promise<import('node:http').Server>} when it listens
 */
export function serve(worker, { port = 8787, host = '127.0.0.1' } = {}) {
  const server = createServer((incoming, outgoing) => {
    exchange(worker, incoming, outgoing).catch((error) => {
      if (!outgoing.headersSent) outgoing.writeHead(error instanceof BadRequest ? 400 : 500)
      if (!outgoing.destroyed) outgoing.end()
      if (!(error instanceof BadRequest) && !incoming.destroyed) console.error('mizan-edge:', error)
    })
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}

class BadRequest extends Error {}

/** @param {import('./index.mjs').Worker} worker @param {import('node:http').IncomingMessage} incoming @param {import('node:http').ServerResponse} outgoing */
async function exchange(worker, incoming, outgoing) {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  const response = await worker.fetch(readable(incoming, gone.signal))
  for (const [name, value] of response.headers) if (!isOfTheBody(name, response)) outgoing.appendHeader(name, value)
  outgoing.writeHead(response.status)
  if (!response.body || incoming.method === 'HEAD') return void outgoing.end()
  const body = Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (response.body))
  await pipeline(body, outgoing, { signal: gone.signal }).catch((error) => {
    if (!gone.signal.aborted) throw error
  })
}

/** `fetch` has unpacked what travelled packed. @param {string} name @param {Response} response */
const isOfTheBody = (name, { headers }) =>
  HOPS.has(name) || (headers.has('content-encoding') && ['content-encoding', 'content-length'].includes(name))

/** @param {import('node:http').IncomingMessage} incoming @param {AbortSignal} signal */
function readable(incoming, signal) {
  try {
    return requestOf(incoming, signal)
  } catch (error) {
    throw new BadRequest('This request has no form that fetch knows of.', { cause: error })
  }
}

/** @param {import('node:http').IncomingMessage} incoming @param {AbortSignal} signal */
function requestOf(incoming, signal) {
  const { url = '', method = 'GET', headers: named, rawHeaders } = incoming
  const { host = 'localhost' } = named
  if (!url.startsWith('/') || !/^[\w.:[\]-]+$/.test(host)) throw new TypeError('a path and a host are needed')
  const base = `http://${host}`
  const target = new URL(base)
  const [path, ...search] = url.split('?')
  target.pathname = path ?? ''
  target.search = search.join('?')
  const headers = new Headers()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? ''
    if (!HOPS.has(name)) headers.append(name, rawHeaders[at + 1] ?? '')
  }
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const body = hasBody ? /** @type {BodyInit} */ (/** @type {unknown} */ (Readable.toWeb(incoming))) : null
  return new Request(target, { method, headers, body, signal, ...(hasBody && { duplex: 'half' }) })
}
