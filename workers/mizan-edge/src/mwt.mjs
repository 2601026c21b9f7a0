/**
 * Mizan Web Tokens: a JWT profile without any choice, so that every verifier reads the same from the same bytes. All that is
 * checked before the signature is, since the usual libraries let most of it pass. Here tokens are verified, and never made.
 */

import { decode, decodeText } from './base64url.mjs'
import { NotCanonical, read } from './canonical.mjs'
import { isRecord } from './values.mjs'

/**
 * @typedef {object} Claims
 * @property {string} iss who made it, exactly
 * @property {string} aud whom it is for, exactly
 * @property {string} sub the user's id
 * @property {string} sid a hash of the session's id
 * @property {number} iat seconds since 1970: made
 * @property {number} nbf valid from
 * @property {number} exp valid before
 * @property {string} jti 128 random bits
 * @property {number} pv the version of the user's permissions
 * @property {string} [pm] which permissions the user has, as a set of bits
 * @property {string} [pr] a fingerprint of the list that the bits count in
 * @property {string} [ten] the tenant
 */

/** @typedef {(kid: string) => Promise<CryptoKey | undefined>} FindKey finds a public Ed25519 key by its id */

export const LONGEST = 4096
const LONGEST_LIFE = 900
const SKEW = 5
const REMEMBERED = 4096
const ED25519 = ['EdDSA', 'Ed25519']
const REQUIRED = ['iss', 'aud', 'sub', 'sid', 'iat', 'nbf', 'exp', 'jti', 'pv']
const OPTIONAL = ['pm', 'pr', 'ten']
const NUMBERS = new Set(['iat', 'nbf', 'exp', 'pv'])

/** A token that is not to be believed. */
export class InvalidToken extends Error {}

/** Tells what a token says, if it is to be believed. */
export class Verifier {
  #find
  #issuer
  #audience
  /** @type {Map<string, Claims>} */
  #known = new Map()

  /**
   * @param {FindKey} find
   * @param {string} issuer the only one that is believed
   * @param {string} audience the only one that is answered to
   */
  constructor(find, issuer, audience) {
    this.#find = find
    this.#issuer = issuer
    this.#audience = audience
  }

  /**
   * Return what a token says; throws `InvalidToken` if it is not to be believed.
   * @param {string} token
   * @param {number} now in seconds since 1970
   */
  async verify(token, now) {
    const claims = this.#known.get(token) ?? (await this.#read(token))
    this.#remember(token, claims)
    if (claims.nbf > now + SKEW || claims.iat > now + SKEW) throw new InvalidToken('not valid yet')
    if (claims.exp <= now - SKEW) throw new InvalidToken('expired')
    return claims
  }

  /** Keep those that were verified last. @param {string} token @param {Claims} claims */
  #remember(token, claims) {
    this.#known.delete(token)
    this.#known.set(token, claims)
    const [oldest] = this.#known.keys()
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest)
  }

  /** @param {string} token */
  async #read(token) {
    if (token.length > LONGEST) throw new InvalidToken('too long')
    const [header = '', payload = '', spelt = '', ...rest] = token.split('.')
    const signature = decode(spelt)
    // workerd throws at a signature of another length.
    if (rest.length || signature?.length !== 64)
      throw new InvalidToken('not three segments of canonical base64url, the last of 64 bytes')
    const kid = keyOf(canonical(header))
    const claims = claimsOf(canonical(payload))
    if (claims.iss !== this.#issuer || claims.aud !== this.#audience)
      throw new InvalidToken('of another issuer, or for another audience')
    const key = await this.#find(kid)
    if (!key) throw new InvalidToken('of no key that is honoured')
    const message = new TextEncoder().encode(`${header}.${payload}`)
    if (!(await crypto.subtle.verify('Ed25519', key, signature, message)))
      throw new InvalidToken('not signed by its key')
    return claims
  }
}

/** The object that a segment spells. @param {string} segment @returns {Record<string, unknown>} */
function canonical(segment) {
  try {
    const value = read(decodeText(segment) ?? '')
    if (isRecord(value)) return value
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error
  }
  throw new InvalidToken('a segment is no object in canonical JSON')
}

/** @param {Record<string, unknown>} header */
function keyOf(header) {
  const { alg, kid, typ } = header
  if (Object.keys(header).length !== 3 || typ !== 'mwt+jwt' || typeof alg !== 'string' || typeof kid !== 'string')
    throw new InvalidToken('not the header of a Mizan Web Token')
  if (!ED25519.includes(alg)) throw new InvalidToken('of an algorithm that is not used here')
  return kid
}

/** @param {Record<string, unknown>} payload @returns {Claims} */
function claimsOf(payload) {
  const names = Object.keys(payload)
  const isComplete = REQUIRED.every((name) => Object.hasOwn(payload, name))
  if (!isComplete || !names.every((name) => REQUIRED.includes(name) || OPTIONAL.includes(name)))
    throw new InvalidToken('claims are missing, or unknown')
  if (!names.every((name) => isOfItsType(name, payload[name]))) throw new InvalidToken('a claim is of another type')
  const claims = /** @type {Claims} */ (/** @type {unknown} */ (payload))
  const { iat, nbf, exp, sub, jti, pv, pm, pr } = claims
  if (iat > nbf || nbf >= exp || exp - iat > LONGEST_LIFE) throw new InvalidToken('times that no token of ours has')
  if (!sub || !/^[A-Za-z0-9_-]{22}$/.test(jti) || pv < 0 || (pm === undefined) !== (pr === undefined))
    throw new InvalidToken('claims that no token of ours has')
  return claims
}

/** @param {string} name @param {unknown} value */
const isOfItsType = (name, value) => (NUMBERS.has(name) ? Number.isSafeInteger(value) : typeof value === 'string')
