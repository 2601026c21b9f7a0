/** Keys (MZK-1): what names an entry of the cache, and what a reader has seen; made with derived keys, never the root. */

import { decode, decodeText, encode } from './base64url.mjs'
import { NotCanonical, read, spell } from './canonical.mjs'
import { isRecord } from './values.mjs'

/**
 * @typedef {object} Subject what an entry is of, and for whom
 * @property {string} kind `ctx` or `fn`
 * @property {string} name of the context or the function
 * @property {number} rev the revision that its author gave it
 * @property {string} shape a hash of what it returns
 * @property {readonly string[]} scope who may share it: `['pub']`, `['user', '42']` and the like
 * @property {Readonly<Record<string, string>>} vary the headers it depends on, by name
 * @property {Readonly<Record<string, unknown>>} params
 */

/** @typedef {Readonly<Record<string, number>>} Generations of tags, by their keys */
/** @typedef {{ readonly kid: string, readonly entries: CryptoKey, readonly after: CryptoKey }} DerivedKeys of one root */

const HMAC = { name: 'HMAC', hash: 'SHA-256' }
const SHORT = 16

/**
 * Import the keys that were derived from one root for entries and for after-tokens.
 * @param {string} kid
 * @param {Uint8Array<ArrayBuffer>} entries
 * @param {Uint8Array<ArrayBuffer>} after
 * @returns {Promise<DerivedKeys>}
 */
export async function importKeys(kid, entries, after) {
  const imported = (/** @type {Uint8Array<ArrayBuffer>} */ raw) =>
    crypto.subtle.importKey('raw', raw, HMAC, false, ['sign'])
  return { kid, entries: await imported(entries), after: await imported(after) }
}

/**
 * Name an entry; throws `NotCanonical` where its params have no canonical spelling, so that it cannot be kept.
 * @param {DerivedKeys} keys
 * @param {string} namespace what tells deployments that share a store apart
 * @param {Subject} subject
 */
export async function entryKey({ kid, entries }, namespace, { kind, name, rev, shape, scope, vary, params }) {
  const named = spell([namespace, kind, name, rev, shape, scope, vary, params])
  const mac = await crypto.subtle.sign('HMAC', entries, new TextEncoder().encode(`mizan.cache-key.v1\0${named}`))
  return `mz1.${kid}.${encode(new Uint8Array(mac))}`
}

/**
 * Hash what a bundle returns: the revisions and shapes of its queries.
 * @param {readonly (readonly [name: string, rev: number, shape: string])[]} queries sorted by name
 */
export async function bundleShape(queries) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(spell(queries)))
  return encode(new Uint8Array(digest).subarray(0, 8))
}

/**
 * Read generations as the origin spells them in a header.
 * @param {string} text
 * @returns {Generations | undefined}
 */
export const readGenerations = (text) => generationsIn(decodeText(text), (value) => value)

/**
 * Read an after-token: which generations of tags its bearer has made, or seen. Nothing for one that another server made, or
 * nobody; `unknown` for one of a root that is not known here, of which nobody can tell what it says.
 * @param {readonly DerivedKeys[]} roots
 * @param {string} token
 * @returns {Promise<Generations | 'unknown' | undefined>}
 */
export async function readAfter(roots, token) {
  const [version, kid, payload = '', mac = '', ...rest] = token.split('.')
  const root = roots.find((each) => each.kid === kid)
  if (version !== 'mza1' || rest.length || !root) return 'unknown'
  const text = decodeText(payload)
  if (text === undefined || !(await isMac(root.after, `mizan.after.v1\0${text}`, mac))) return undefined
  return generationsIn(text, (value) => (isRecord(value) ? value.t : undefined))
}

/** @param {CryptoKey} key @param {string} message @param {string} spelt */
async function isMac(key, message, spelt) {
  const given = decode(spelt)
  if (given?.length !== SHORT) return false
  const made = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(message)))
  // Every byte is looked at: how long it takes tells nothing.
  return given.reduce((differing, byte, at) => differing | (byte ^ (made[at] ?? 0)), 0) === 0
}

/** @param {string | undefined} text canonical JSON @param {(value: unknown) => unknown} member @returns {Generations | undefined} */
function generationsIn(text, member) {
  try {
    const found = member(read(text ?? ''))
    return isRecord(found) && Object.values(found).every(Number.isSafeInteger)
      ? /** @type {Generations} */ (found)
      : undefined
  } catch (error) {
    if (error instanceof NotCanonical) return undefined
    throw error
  }
}
