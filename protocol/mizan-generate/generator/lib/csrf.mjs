/** The CSRF token that a server wants, as its document says: which cookie holds it, which header brings it back. */

import { Problem } from './problem.mjs'
import { brief, damaged, isRecord } from './schema.mjs'

/** @typedef {Readonly<{ cookie: string, header: string }>} Csrf */

/** What names of cookies and, in lower case, of headers are made of (RFC 6265, RFC 9110). */
const COOKIE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const HEADER = /^[!#$%&'*+.^_`|~0-9a-z-]+$/

/** Read the part of a document. @param {unknown} given @returns {Csrf | undefined} */
export function readCsrf(given) {
  if (given === undefined) return undefined
  if (!isRecord(given)) throw damaged('csrf', `${brief(given)} stands where an object should`)
  const { cookie, header } = given
  if (!isName(cookie, COOKIE)) throw damaged('csrf', `its cookie is ${brief(cookie)}, which is no name of one`)
  if (!isName(header, HEADER))
    throw damaged('csrf', `its header is ${brief(header)}, which is no name of one in lower case`)
  return { cookie, header }
}

/** @param {unknown} value @param {RegExp} pattern @returns {value is string} */
const isName = (value, pattern) => typeof value === 'string' && pattern.test(value)

/**
 * The token that all servers want which want one: a page sends the same with every request.
 * @param {readonly import('./union.mjs').Part[]} parts
 * @returns {Csrf | undefined}
 */
export function csrfOf(parts) {
  const wanted = parts
    .flatMap(({ source, content: { csrf } }) => (csrf ? [{ name: source.name, csrf }] : []))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const [first] = wanted
  const other = wanted.find(({ csrf }) => csrf.cookie !== first?.csrf.cookie || csrf.header !== first.csrf.header)
  if (first && other) throw new Problem(`${told(first)}; ${told(other)}. ${ADVICE}`)
  return first?.csrf
}

/** @param {{ name: string, csrf: Csrf }} wanted */
const told = ({ name, csrf: { cookie, header } }) =>
  `${name} wants the CSRF token of the cookie '${cookie}' in the header '${header}'`

const ADVICE =
  "A page sends one token: let these servers use the same names, or set csrf: false in the config and let the page say it by hand, with csrf() of 'mizan-client/csrf'."
