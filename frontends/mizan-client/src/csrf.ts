/** The CSRF token: it stands in a cookie, as Django has it, and comes back as a header. */

import type { MizanError } from './errors.ts'
import type { Init } from './transport.ts'

/** The names of the cookie that holds the token and of the header that brings it back. */
export interface Csrf {
  cookie: string
  header: string
}

const DJANGO: Csrf = { cookie: 'csrftoken', header: 'x-csrftoken' }

/**
 * Send a POST with the token of this moment. Refused, it is sent once more if there is another token by then: a server
 * checks before it runs anything.
 */
export async function withToken<T>(
  csrf: Csrf | undefined,
  url: string,
  { headers, body }: Init,
  send: () => Promise<T>,
): Promise<T> {
  const { cookie, header } = csrf ?? DJANGO
  // Without names, only to the page's own server: a further header may be more than another one's CORS allows.
  if (body === null || typeof document === 'undefined' || headers.has(header) || !(csrf || isOwn(url))) return send()
  const sent = readCookie(cookie)
  if (sent) headers.set(header, sent)
  return send().catch((error: MizanError) => {
    const now = readCookie(cookie)
    if (error.code !== 'CSRF_FAILED' || !now || now === sent) throw error
    headers.set(header, now)
    return send()
  })
}

/** Tell whether a URL is of the page's own origin; an anchor resolves it as a request would, and never throws. */
function isOwn(url: string): boolean {
  return Object.assign(document.createElement('a'), { href: url }).origin === document.location.origin
}

/** Read a cookie as if it stood in a query string, which is decoded whatever it holds. */
function readCookie(cookie: string): string | null {
  const query = document.cookie.replace(/[+&]/g, encodeURIComponent).replace(/; */g, '&')
  return new URLSearchParams(query).get(cookie)
}
