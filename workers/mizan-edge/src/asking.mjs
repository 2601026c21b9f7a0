/** From a request to what is asked for: its key, and the one request that the origin is sent for it. */

import { readAfters } from './after.mjs'
import { NotCanonical } from './canonical.mjs'
import { identify } from './identity.mjs'
import { entryKey } from './keys.mjs'
import { bundleOf } from './manifest.mjs'
import { targetOf } from './passing.mjs'
import { readFetch } from './requests.mjs'

/**
 * @typedef {object} Asked
 * @property {Request} request
 * @property {string} key
 * @property {import('./manifest.mjs').Bundle} bundle
 * @property {import('./after.mjs').After} after what the reader has made or seen
 * @property {string} url where the origin is asked
 * @property {Readonly<Record<string, string>>} headers all that the origin is told: nothing but what the key depends on
 */

/** Sent on beside what the key depends on: no answer that is kept differs by them. */
const HARMLESS = ['mizan-sig', 'mizan-after']
const FIXED = { accept: 'application/json', 'accept-encoding': 'identity', 'mizan-protocol': '1' }

/**
 * Say what a request asks for, if it is something that may be kept.
 * @param {Request} request
 * @param {import('./edge.mjs').Edge} edge
 * @returns {Promise<Asked | undefined>}
 */
export async function askedBy(request, edge) {
  const { manifest, settings, now } = edge
  const fetched = readFetch(request, settings.mount)
  if (!fetched || isOfAnotherVersion(request, manifest)) return undefined
  const bundle = await bundleOf(manifest, fetched.context, fetched.only)
  if (!bundle) return undefined
  const identity = await identify(request.headers, bundle.scopes, settings, now() / 1000)
  const [root] = settings.roots
  if (!identity || !root) return undefined
  const vary = Object.fromEntries(bundle.vary.map((name) => [name, request.headers.get(name) ?? '']))
  const key = await keyOf(root, settings.namespace, fetched, bundle, identity.scope, vary)
  if (!key) return undefined
  // An absent header is sent on as it is named, empty: some runtimes would send one of their own.
  const sent = { ...FIXED, ...pick(request.headers, HARMLESS), ...vary, ...identity.headers }
  return {
    request,
    key,
    bundle,
    after: await readAfters(settings.roots, request.headers.get('mizan-after')),
    url: targetOf(`${settings.mount}/context/${fetched.context}`, fetched.search, request.url, settings.origin).href,
    headers: { ...sent, 'mizan-edge': root.kid },
  }
}

/** Tell whether a page was generated for another version of the server than the manifest. @param {Request} request @param {import('./manifest.mjs').Manifest} manifest */
function isOfAnotherVersion({ headers }, { signature }) {
  const page = headers.get('mizan-sig')
  return page !== null && page !== signature
}

/**
 * @param {import('./keys.mjs').DerivedKeys} root
 * @param {string} namespace
 * @param {import('./requests.mjs').Fetch} fetched
 * @param {import('./manifest.mjs').Bundle} bundle
 * @param {readonly string[]} scope
 * @param {Record<string, string>} vary
 */
async function keyOf(root, namespace, { params }, { name, shape }, scope, vary) {
  try {
    return await entryKey(root, namespace, { kind: 'ctx', name, rev: 0, shape, scope, vary, params })
  } catch (error) {
    if (error instanceof NotCanonical) return undefined
    throw error
  }
}

/** @param {Headers} headers @param {readonly string[]} names @returns {Record<string, string>} */
function pick(headers, names) {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers.get(name)
      return value === null ? [] : [[name, value]]
    }),
  )
}
