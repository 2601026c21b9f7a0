/** Who asks: told by a token alone, which is all of a caller that the origin is then sent. */

import { encode } from './base64url.mjs'
import { InvalidToken } from './mwt.mjs'
import { cookieOf } from './requests.mjs'

const COOKIE = '__Host-mizan'

/**
 * @typedef {object} Identity
 * @property {readonly string[]} scope as it stands in keys
 * @property {Readonly<Record<string, string>>} headers what proves it to the origin
 */

/**
 * @typedef {object} Carried a token, and how it came
 * @property {string} token
 * @property {Readonly<Record<string, string>>} headers
 * @property {string} [session] the session that it came beside, which goes before it unless it was made for that one
 */

/** @typedef {Pick<import('./settings.mjs').Settings, 'verifier' | 'sessionCookie'>} Believed whose tokens, and when */

/**
 * Say with whom a caller shares what is kept for these scopes; nothing where no token of his says so.
 * @param {Headers} headers
 * @param {readonly import('./manifest.mjs').Scope[]} scopes none for what is public
 * @param {Believed} believed
 * @param {number} now in seconds since 1970
 * @returns {Promise<Identity | undefined>}
 */
export async function identify(headers, scopes, { verifier, sessionCookie }, now) {
  if (!scopes.length) return { scope: ['pub'], headers: {} }
  const carried = bearerIn(headers) ?? tokenIn(headers, sessionCookie)
  if (!carried || !verifier) return undefined
  try {
    const claims = await verifier.verify(carried.token, now)
    if (carried.session !== undefined && claims.sid !== (await hashOf(carried.session))) return undefined
    const shared = scopes.map((scope) => sharedIn(claims, scope))
    if (!shared.every(Boolean)) return undefined // for one of them there is nobody to share with
    return { scope: scopes.flatMap((scope, at) => [scope, shared[at] ?? '']), headers: carried.headers }
  } catch (error) {
    if (error instanceof InvalidToken) return undefined
    throw error
  }
}

/** @param {Headers} headers @returns {Carried | undefined} */
function bearerIn(headers) {
  const [, token] = /^bearer ([\w.-]+)$/i.exec(headers.get('authorization') ?? '') ?? []
  return token ? { token, headers: { authorization: `Bearer ${token}` } } : undefined
}

/** A cookie's token, where it is known which cookie a session has. @param {Headers} headers @param {string | undefined} sessionCookie @returns {Carried | undefined} */
function tokenIn(headers, sessionCookie) {
  const token = cookieOf(headers, COOKIE)
  if (!token || sessionCookie === undefined || headers.has('authorization')) return undefined
  const session = cookieOf(headers, sessionCookie)
  return { token, headers: { cookie: `${COOKIE}=${token}` }, ...(session !== undefined && { session }) }
}

/** Hash a session's id as tokens do. @param {string} session */
async function hashOf(session) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`mizan.session.v1\0${session}`))
  return encode(new Uint8Array(digest).subarray(0, 16))
}

/** @param {import('./mwt.mjs').Claims} claims @param {import('./manifest.mjs').Scope} scope */
function sharedIn({ sub, sid, ten, pm, pr }, scope) {
  if (scope === 'permissions') return pm === undefined ? undefined : `${pr}.${pm}`
  return scope === 'user' ? sub : scope === 'session' ? sid : ten
}
