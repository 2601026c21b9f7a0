/** What runs inside of a runtime: the vectors, each with what came of it. */

import { entryKey, importKeys, readAfter } from '../src/keys.mjs'
import { InvalidToken, Verifier } from '../src/mwt.mjs'
import { importJwks } from '../src/public-keys.mjs'

const bytes = (/** @type {string} */ hex) =>
  Uint8Array.from(hex.match(/../g) ?? [], (each) => Number.parseInt(each, 16))

/** Name what the vectors name. @param {any} vectors */
async function keys({ kid, key, entries }) {
  const root = await importKeys(kid, bytes(key), bytes(key))
  return Promise.all(entries.map((/** @type {any} */ { in: { ns, ...subject } }) => entryKey(root, ns, subject)))
}

/** Read after-tokens. @param {any} given */
async function after({ kid, key, tokens }) {
  const root = await importKeys(kid, bytes(key), bytes(key))
  return Promise.all(tokens.map((/** @type {string} */ each) => readAfter([root], each)))
}

/** Say what a verifier says of each token. @param {any} given */
async function tokens({ jwks, issuer, audience, now, tokens }) {
  const known = await importJwks(jwks)
  const verifier = new Verifier(async (kid) => known.get(kid), issuer, audience)
  return Promise.all(
    tokens.map(async (/** @type {string} */ token) => {
      try {
        return await verifier.verify(token, now)
      } catch (error) {
        return error instanceof InvalidToken ? 'refused' : String(error)
      }
    }),
  )
}

/** @type {Record<string, (given: any) => Promise<unknown>>} */
const ROOMS = { keys, after, tokens }

export default {
  /** @param {Request} request */
  async fetch(request) {
    const room = ROOMS[new URL(request.url).pathname.slice(1)]
    return Response.json(room ? await room(await request.json()) : null)
  },
}
