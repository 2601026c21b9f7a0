/** The manifest: what may be kept of a server's contexts, as the generator writes it down. */

import { bundleShape } from './keys.mjs'

/** @typedef {'public' | 'permissions' | 'tenant' | 'session' | 'user'} Scope who may share an answer */

/**
 * @typedef {object} CachedQuery
 * @property {number} rev the revision that its author gave it
 * @property {string} shape a hash of what it returns
 * @property {Scope} scope
 * @property {readonly string[]} vary the headers it depends on, in lower case
 * @property {number} ttl seconds that it is fresh
 * @property {number} stale seconds more that it may be shown while it is computed again
 */

/**
 * @typedef {object} Manifest
 * @property {string} signature of the document that it was made of; pages of other versions are passed through
 * @property {Readonly<Record<string, Readonly<Record<string, CachedQuery | null>>>>} contexts their queries, null for those
 *   that are never kept
 */

/**
 * @typedef {object} Bundle what is kept as one: a context or a part of it
 * @property {string} name
 * @property {string} shape
 * @property {readonly Scope[]} scopes all of its queries', in one order, but for `public`
 * @property {readonly string[]} vary sorted
 * @property {number} ttl
 * @property {number} stale
 */

/** @type {readonly Scope[]} */
const PRIVATE = ['permissions', 'tenant', 'session', 'user']

/**
 * Say how a context or a part of it is kept; nothing if it is not.
 * @param {Manifest} manifest
 * @param {string} context
 * @param {readonly string[]} [only] names of queries; all if not given
 * @returns {Promise<Bundle | undefined>}
 */
export async function bundleOf({ contexts }, context, only) {
  const known = Object.hasOwn(contexts, context) ? contexts[context] : undefined
  if (!known) return undefined
  const names = [...new Set(only ?? Object.keys(known))].sort()
  const queries = names.flatMap((name) => (Object.hasOwn(known, name) && known[name] ? [known[name]] : []))
  if (!names.length || queries.length < names.length) return undefined
  return {
    name: only ? `${context}?only=${names}` : context,
    shape: await bundleShape(queries.map(({ rev, shape }, at) => [names[at] ?? '', rev, shape])),
    // All of them, since none is part of another: who is of one tenant may have other permissions.
    scopes: PRIVATE.filter((each) => queries.some(({ scope }) => scope === each)),
    vary: [...new Set(queries.flatMap(({ vary }) => vary))].sort(),
    ttl: Math.min(...queries.map(({ ttl }) => ttl)),
    stale: Math.min(...queries.map(({ stale }) => stale)),
  }
}
