/** Settings: what a worker is told by its environment, under the same names everywhere. */

import { decode } from './base64url.mjs'
import { importKeys } from './keys.mjs'
import { Verifier } from './mwt.mjs'
import { importJwks, publishedKeys } from './public-keys.mjs'

/**
 * @typedef {object} Settings
 * @property {URL | undefined} origin where the server is; where a request was sent to if not given
 * @property {string} mount
 * @property {string} namespace
 * @property {readonly import('./keys.mjs').DerivedKeys[]} roots the primary one first
 * @property {Verifier | undefined} verifier
 * @property {string | undefined} sessionCookie what the cookie is called that holds the id of a session
 */

/** @typedef {Readonly<Record<string, unknown>>} Environment */

/** A mistake in the environment. */
export class SettingsError extends Error {}

/**
 * Read the settings of a worker.
 * @param {Environment} env
 * @returns {Promise<Settings>}
 */
export async function readSettings(env) {
  const origin = readOrigin(textIn(env, 'MIZAN_ORIGIN'))
  return {
    origin,
    mount: readMount(textIn(env, 'MIZAN_MOUNT') ?? '/api/mizan'),
    namespace: textIn(env, 'MIZAN_CACHE_NAMESPACE') ?? 'mizan',
    roots: await readKeys(textIn(env, 'MIZAN_EDGE_KEYS') ?? ''),
    verifier: await readVerifier(env, origin),
    sessionCookie: textIn(env, 'MIZAN_SESSION_COOKIE'),
  }
}

/** @param {Environment} env @param {string} name */
function textIn(env, name) {
  const value = env[name]
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string') throw new SettingsError(`${name} must be a text.`)
  return value
}

/** @param {string | undefined} text */
function readOrigin(text) {
  if (text === undefined) {
    // There, a request that the worker sends to its own address goes to the server behind it. Elsewhere it comes back.
    if (globalThis.navigator?.userAgent === 'Cloudflare-Workers') return undefined
    throw new SettingsError('MIZAN_ORIGIN must say where the server is, as in https://origin.example.')
  }
  if (!URL.canParse(text) || !/^https?:\/\/[^/?#@]+$/.test(text))
    throw new SettingsError(`MIZAN_ORIGIN is ${text}: write a scheme and a host, as in https://origin.example.`)
  return new URL(text)
}

/** @param {string} text */
function readMount(text) {
  if (/^(\/[\w.~-]+)+$/.test(text)) return text
  throw new SettingsError(`MIZAN_MOUNT is ${text}: write a path without a slash at its end, as in /api/mizan.`)
}

/** @param {string} text `kid:cache-key:after`, separated by commas */
async function readKeys(text) {
  const parts = text.split(',').map((each) => each.trim().split(':'))
  const roots = parts.map(([kid = '', entries = '', after = '', ...rest]) => {
    const keys = [decode(entries), decode(after)]
    const isSound = /^[\w-]{1,16}$/.test(kid) && !rest.length && keys.every((each) => each?.length === 32)
    if (!isSound || !keys[0] || !keys[1])
      throw new SettingsError(
        'MIZAN_EDGE_KEYS holds id:cache-key:after, each key 32 bytes in base64url, separated by commas.',
      )
    return importKeys(kid, keys[0], keys[1])
  })
  return Promise.all(roots)
}

/** @param {Environment} env @param {URL | undefined} origin */
async function readVerifier(env, origin) {
  const issuer = textIn(env, 'MIZAN_ISSUER')
  const audience = textIn(env, 'MIZAN_AUDIENCE')
  if (issuer === undefined && audience === undefined) return undefined
  if (issuer === undefined || audience === undefined)
    throw new SettingsError('MIZAN_ISSUER and MIZAN_AUDIENCE belong together: whose tokens are believed, and for whom.')
  return new Verifier(await readFinder(textIn(env, 'MIZAN_JWKS'), origin, issuer), issuer, audience)
}

/** @param {string | undefined} jwks @param {URL | undefined} origin @param {string} issuer @returns {Promise<import('./mwt.mjs').FindKey>} */
async function readFinder(jwks, origin, issuer) {
  const url = jwks ?? `${origin?.origin ?? issuer}/.well-known/mizan-jwks.json`
  if (/^https?:/.test(url) && URL.canParse(url)) return publishedKeys(url)
  const keys = await importJwks(parse(url))
  if (!keys.size)
    throw new SettingsError('MIZAN_JWKS must be a JWKS with an Ed25519 key, or the address where it is published.')
  return async (kid) => keys.get(kid)
}

/** @param {string} text @returns {unknown} */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
