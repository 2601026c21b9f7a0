/** Entries: what of an answer may be kept, and to whom what is kept may be shown. */

import { isAhead, isTouched } from './after.mjs'
import { readGenerations } from './keys.mjs'
import { isRecord } from './values.mjs'

/** @typedef {import('./keys.mjs').Generations} Generations */

/**
 * @typedef {object} Entry
 * @property {string} body JSON
 * @property {string} etag empty if there is none
 * @property {Generations} generations of its tags, from before it was computed
 * @property {number} freshUntil in ms since 1970
 * @property {number} staleUntil until when it may be shown while it is computed again
 */

/** @typedef {Pick<import('./manifest.mjs').Bundle, 'scopes' | 'ttl' | 'stale'>} Terms */
/** @typedef {'fresh' | 'stale' | 'behind' | 'expired' | 'missing'} Verdict */

/** So many seconds a browser remembers what it has written, and nothing is shown that is older. */
const DAY = 86_400

/**
 * Say whether an entry may be shown to somebody: `fresh` and `stale` ones are.
 * @param {Entry | undefined} entry
 * @param {Generations} after what he has made or seen
 * @param {number} now in ms since 1970
 * @returns {Verdict}
 */
export function judge(entry, after, now) {
  if (!entry) return 'missing'
  const { generations, freshUntil, staleUntil } = entry
  if (now >= staleUntil) return 'expired'
  if (isAhead(after, generations)) return 'behind'
  if (now < freshUntil) return 'fresh'
  return isTouched(after, generations) ? 'expired' : 'stale'
}

/**
 * Make an entry of an answer, or say in a word why it is not kept.
 * @param {Response} response
 * @param {string} body
 * @param {string} key what it was asked for as
 * @param {Terms} terms what the manifest says of it
 * @param {number} began when it was asked for, in ms since 1970
 * @returns {Entry | string}
 */
export function entryOf({ status, headers }, body, key, terms, began) {
  if (status !== 200) return 'status'
  if (headers.has('set-cookie')) return 'set-cookie'
  if (headers.get('mizan-key') !== key) return headers.has('mizan-key') ? 'another-key' : 'no-key'
  const told = readTerms(headers.get('mizan-edge-control') ?? '')
  if (!told || told.scope !== (terms.scopes.join('+') || 'public')) return 'terms'
  const generations = readGenerations(headers.get('mizan-gens') ?? '')
  if (!generations || !Object.keys(generations).length) return 'generations'
  if (!isWholeBundle(headers.get('content-type') ?? '', body)) return 'body'
  const ttl = Math.min(told.ttl, terms.ttl, DAY)
  const shown = Math.min(ttl + Math.min(told.stale, terms.stale), DAY)
  const times = { freshUntil: began + 1000 * ttl, staleUntil: began + 1000 * shown }
  return { body, etag: headers.get('etag') ?? '', generations, ...times }
}

/** Read `ttl=60, stale=0, scope=tenant+user`. @param {string} text */
function readTerms(text) {
  const members = new Map(text.split(',').map((each) => /** @type {[string, string]} */ (each.trim().split('='))))
  const [ttl, stale] = [Number(members.get('ttl')), Number(members.get('stale'))]
  const isSound = ttl > 0 && stale >= 0 && Number.isFinite(ttl + stale)
  return isSound ? { scope: members.get('scope'), ttl, stale } : undefined
}

/** Tell whether a body is a bundle in which no query failed: failures are nobody else's. @param {string} type @param {string} body */
function isWholeBundle(type, body) {
  if (!/^application\/json\b/i.test(type)) return false
  try {
    const bundle = JSON.parse(body)
    return isRecord(bundle) && isRecord(bundle.data) && bundle.errors === undefined
  } catch {
    return false
  }
}
