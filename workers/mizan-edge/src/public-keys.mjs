/** The public keys by which tokens are verified: given once, or asked for where the origin publishes them. */

import { decode } from './base64url.mjs'
import { isRecord } from './values.mjs'

/** @typedef {ReadonlyMap<string, CryptoKey>} Keys by their ids */

const PATIENCE = 30_000
const OLDEST = 300_000

/**
 * Import the Ed25519 keys of a JWKS. What else a JWK says is left out: workerd refuses some of it, and what may be done with
 * a key is not the key's to say.
 * @param {unknown} jwks
 * @returns {Promise<Keys>}
 */
export async function importJwks(jwks) {
  const listed = isRecord(jwks) && Array.isArray(jwks.keys) ? jwks.keys : []
  /** @type {Map<string, CryptoKey>} */
  const keys = new Map()
  for (const { kid, x } of listed.filter(isEd25519)) {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x }
    const key = await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['verify']).catch(() => undefined)
    if (key) keys.set(kid, key)
  }
  return keys
}

/** @param {unknown} jwk @returns {jwk is { kid: string, x: string }} */
const isEd25519 = (jwk) =>
  isRecord(jwk) &&
  jwk.kty === 'OKP' &&
  jwk.crv === 'Ed25519' &&
  typeof jwk.kid === 'string' &&
  typeof jwk.x === 'string' &&
  decode(jwk.x)?.length === 32

/**
 * Find keys at an address: asked for again when a key is unknown, or those known are five minutes old, at most every 30
 * seconds. While it does not answer, those known are honoured.
 * @param {string} url never taken from a token
 * @returns {import('./mwt.mjs').FindKey}
 */
export function publishedKeys(url) {
  /** @type {Keys} */
  let keys = new Map()
  let [asked, loaded] = [-Infinity, -Infinity]
  return async (kid) => {
    const now = Date.now()
    // Who comes while another request asks does not wait for it: platforms forbid to share what is on its way.
    if ((!keys.has(kid) || now - loaded > OLDEST) && now - asked > PATIENCE) {
      asked = now
      const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE / 6) }).catch(
        () => undefined,
      )
      const jwks = response?.ok ? await response.json().catch(() => undefined) : undefined
      if (jwks) [keys, loaded] = [await importJwks(jwks), now]
    }
    return keys.get(kid)
  }
}
