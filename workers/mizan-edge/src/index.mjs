/** The door: a worker of a manifest, for every runtime that has `fetch` and WebCrypto. */

import { answer } from './edge.mjs'
import { readSettings } from './settings.mjs'
import { memoryStore, platformStore } from './stores.mjs'

export { SettingsError } from './settings.mjs'
export { memoryStore, platformStore }

/** @typedef {import('./manifest.mjs').CachedQuery} CachedQuery */
/** @typedef {import('./manifest.mjs').Manifest} Manifest */
/** @typedef {import('./stores.mjs').Store} Store */

/**
 * @typedef {object} Options
 * @property {Store} [store] where entries are kept: unless given by the platform, or in memory where it has no caches
 * @property {() => number} [now] the clock, in ms since 1970
 */

/**
 * @typedef {object} Worker
 * @property {(request: Request, env?: unknown, context?: unknown) => Promise<Response>} fetch
 */

/**
 * Make a worker: `export default edge(manifest)`. Its settings are those of the environment, as the platform hands them over
 * or as the process has them.
 * @param {Manifest} manifest as the generator wrote it
 * @param {Options} [options]
 * @returns {Worker}
 */
export function edge(manifest, { store = defaultStore(), now = Date.now } = {}) {
  /** @type {import('./edge.mjs').Edge | undefined} */
  let made
  return {
    async fetch(request, env, context) {
      // Set when it is there: platforms forbid to wait for what another request has begun.
      made ??= { manifest, settings: await readSettings(environment(env)), store, now, refilling: new Set() }
      return answer(request, made, (work) => later(work, context))
    },
  }
}

function defaultStore() {
  return typeof globalThis.caches?.open === 'function' ? platformStore(globalThis.caches) : memoryStore()
}

/** Cloudflare hands the environment over; others hand over a server, or where a request came from. @param {unknown} env @returns {import('./settings.mjs').Environment} */
function environment(env) {
  const given = /** @type {import('./settings.mjs').Environment | undefined} */ (env)
  const { process } = /** @type {{ process?: { env: Record<string, string> } }} */ (globalThis)
  return given?.MIZAN_EDGE_KEYS === undefined ? { ...process?.env } : given
}

/** @param {Promise<unknown>} work @param {unknown} context */
function later(work, context) {
  const done = work.catch((error) => console.error('mizan-edge:', error))
  const { waitUntil } = /** @type {{ waitUntil?: (work: Promise<unknown>) => undefined }} */ (context ?? {})
  return waitUntil ? waitUntil.call(context, done) : done
}
