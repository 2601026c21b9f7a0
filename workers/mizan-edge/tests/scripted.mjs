/** A worker in this process, before an origin whose answers a test gives. */

import { edge, memoryStore } from '../src/index.mjs'
import { settings } from './origin.mjs'

/** @typedef {import('../src/index.mjs').Manifest} Manifest */

/** @type {Manifest} */
export const MANIFEST = {
  signature: 'AAAAAAAAAAA',
  contexts: {
    news: { headlines: { rev: 1, shape: 'abc', scope: 'public', vary: [], ttl: 60, stale: 30 } },
    archive: { papers: { rev: 1, shape: 'abc', scope: 'public', vary: [], ttl: 1e6, stale: 1e6 } },
    greeting: { text: { rev: 1, shape: 'abc', scope: 'public', vary: ['accept-language'], ttl: 60, stale: 0 } },
    me: { profile: { rev: 1, shape: 'abc', scope: 'user', vary: [], ttl: 60, stale: 0 } },
  },
}

/**
 * Make a worker and its origin, for one test.
 * @param {import('node:test').TestContext} context
 * @param {{ env?: Record<string, string>, store?: import('../src/index.mjs').Store, manifest?: Manifest }} [options]
 */
export function scripted(context, { env = {}, store = memoryStore(), manifest = MANIFEST } = {}) {
  /** @type {Request[]} */
  const asked = []
  let now = 1_700_000_000_000
  /** @type {(request: Request) => Response | Promise<Response>} */
  let answer = () => Response.json({ data: {} })
  const platform = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    asked.push(request)
    return answer(request)
  }
  context.after(() => Object.assign(globalThis, { fetch: platform }))
  const worker = edge(manifest, { store, now: () => now })
  const all = { ...settings('https://origin.example'), ...env }
  return {
    asked,
    /** @param {typeof answer} next */
    answers: (next) => void (answer = next),
    /** @param {number} seconds */
    pass: (seconds) => void (now += 1000 * seconds),
    /** @param {string} path @param {RequestInit} [init] */
    ask: (path, init) => worker.fetch(new Request(`https://app.example/api/mizan/${path}`, init), all),
  }
}

/** Spell generations as the origin does. @param {unknown} generations */
export const spelt = (generations) => Buffer.from(JSON.stringify(generations)).toString('base64url')
