/** Requests: which of them ask for what may be kept, and how each is asked for in its one spelling. */

import { NotCanonical, read } from './canonical.mjs'

/**
 * Headers of requests that the origin alone can answer: those from other sites, whose answers have headers of their own
 * (CORS), and those of pages that watch what others write, of which nobody tells us.
 */
const OWN = ['origin', 'mizan-origin']

/**
 * @typedef {object} Fetch a context that is asked for
 * @property {string} context
 * @property {Readonly<Record<string, unknown>>} params
 * @property {readonly string[] | undefined} only sorted, each once
 * @property {string} search the query string that says the same
 */

/**
 * Read a request for a context. Nothing for any other, and for whatever an origin could understand otherwise than we do:
 * those are its own to answer.
 * @param {Request} request
 * @param {string} mount where the server is mounted
 * @returns {Fetch | undefined}
 */
export function readFetch({ method, url, headers }, mount) {
  const { pathname, search } = new URL(url)
  const prefix = `${mount}/context/`
  if (method !== 'GET' || !pathname.startsWith(prefix) || OWN.some((name) => headers.has(name))) return undefined
  const query = readQuery(search.slice(1))
  if (!query) return undefined
  const params = readParams(query.params)
  if (!params) return undefined
  const only = query.only === undefined ? undefined : [...new Set(query.only.split(','))].sort()
  const parts = [
    ...(params.spelt === '{}' ? [] : [`params=${encodeURIComponent(params.spelt)}`]),
    ...(only ? [`only=${only.map(encodeURIComponent)}`] : []),
  ]
  const context = pathname.slice(prefix.length)
  return { context, params: params.value, only, search: parts.length ? `?${parts.join('&')}` : '' }
}

/** @param {string} search @returns {{ params?: string, only?: string } | undefined} */
function readQuery(search) {
  const pairs = search ? search.split('&').map(readPair) : []
  const names = pairs.map((pair) => pair?.[0])
  if (new Set(names).size < names.length || !names.every((name) => name === 'params' || name === 'only'))
    return undefined
  return Object.fromEntries(pairs.filter((pair) => pair !== undefined))
}

/** @param {string} pair @returns {[string, string] | undefined} */
function readPair(pair) {
  const equals = pair.indexOf('=')
  if (equals < 0) return undefined
  try {
    return [pair.slice(0, equals), decodeURIComponent(pair.slice(equals + 1).replaceAll('+', ' '))]
  } catch {
    return undefined
  }
}

/** @param {string} [spelt] @returns {{ value: Record<string, unknown>, spelt: string } | undefined} */
function readParams(spelt = '{}') {
  try {
    const value = read(spelt)
    return spelt.startsWith('{') ? { value: /** @type {Record<string, unknown>} */ (value), spelt } : undefined
  } catch (error) {
    if (error instanceof NotCanonical) return undefined
    throw error
  }
}

/**
 * Read a cookie; nothing where there is none of that name, and where there are several, what no cookie can be.
 * @param {Headers} headers
 * @param {string} name
 */
export function cookieOf(headers, name) {
  const pairs = (headers.get('cookie') ?? '').split(';').map((each) => each.trim())
  const found = pairs.filter((each) => each.startsWith(`${name}=`)).map((each) => each.slice(name.length + 1))
  return found.length ? found.join(',') : undefined
}
