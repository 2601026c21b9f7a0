/** Answers: what is shown of an entry, or of what the origin said. */

/** What every answer of Mizan's carries. */
export const USUAL = {
  'cache-control': 'private, no-store',
  'mizan-protocol': '1',
  vary: 'Cookie, Authorization',
  'x-content-type-options': 'nosniff',
}
/** What the origin says to a worker alone. */
const INTERNAL = ['mizan-key', 'mizan-edge-control', 'mizan-gens']
/** Said of a body as it travelled here. */
const TRAVELLED = ['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding']

/**
 * Show an entry.
 * @param {import('./entries.mjs').Entry} entry
 * @param {Request} request
 * @param {number} now in ms since 1970
 */
export function shown({ body, etag, freshUntil }, request, now) {
  const headers = new Headers({
    ...USUAL,
    'cache-status': `mizan-edge; hit; ttl=${Math.floor((freshUntil - now) / 1000)}`,
    'content-type': 'application/json',
    ...(etag && { etag }),
  })
  return isKnown(request, etag) ? new Response(null, { status: 304, headers }) : new Response(body, { headers })
}

/**
 * Show what the origin said.
 * @param {Response} response
 * @param {string} body
 * @param {Request} request
 * @param {string} status what this cache did, as RFC 9211 spells it
 */
export function told(response, body, request, status) {
  const headers = new Headers(response.headers)
  for (const name of [...INTERNAL, ...TRAVELLED]) headers.delete(name)
  headers.append('cache-status', `mizan-edge; ${status}`)
  if (response.status === 200 && isKnown(request, headers.get('etag'))) {
    headers.delete('content-type')
    return new Response(null, { status: 304, headers })
  }
  return new Response(body || null, { status: response.status, headers })
}

/** Tell whether a reader has this already. @param {Request} request @param {string | null} etag */
function isKnown({ headers }, etag) {
  const known = headers.get('if-none-match')?.split(',') ?? []
  return Boolean(etag) && known.some((each) => ['*', etag].includes(each.trim().replace(/^W\//, '')))
}
