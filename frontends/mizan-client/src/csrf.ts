/** The CSRF token: it stands in a cookie, as Django has it, and comes back as a header: `mizan-client/csrf`. */

import type { MizanError } from './errors.ts'
import { wire } from './keys.ts'
import type { Init } from './transport.ts'

/** The names of the cookie that holds the token and of the header that brings it back. */
export interface Csrf {
  readonly cookie: string
  readonly header: string
}

const DJANGO: Csrf = { cookie: 'csrftoken', header: 'x-csrftoken' }

/** What was said last. */
let known: Csrf | undefined

/**
 * Send a CSRF token with every POST to the page's own server from now on, by names that are Django's if not given. A kernel
 * that is given names of its own sends it to any server.
 */
export function csrf(names: Csrf = DJANGO): void {
  const { guard } = wire
  if (!known) {
    wire.guard = (core, url, init, send) =>
      withToken(core.options.csrf, url, init, () => guard?.(core, url, init, send) ?? send())
  }
  known = names
}

/**
 * Send a POST with the token of this moment. Refused, it is sent once more if there is another token by then: a server
 * checks before it runs anything.
 */
async function withToken<T>(
  own: Csrf | undefined,
  url: string,
  { headers, body }: Init,
  send: () => Promise<T>,
): Promise<T> {
  const { cookie, header } = own ?? known!
  if (!body || typeof document === 'undefined' || headers.has(header)) return send()
  // A further header may be more than another server's CORS allows. An anchor resolves a URL as a request would, and
  // never throws.
  const { origin } = Object.assign(document.createElement('a'), { href: url })
  if (!own && origin !== document.location.origin) return send()
  /** Take up the token of this moment. Tells whether it is another one. */
  const renew = () => {
    // Read as if the cookies were a query string, which is decoded whatever it holds.
    const cookies = document.cookie.replace(/[+&]/g, encodeURIComponent).replace(/; */g, '&')
    const token = new URLSearchParams(cookies).get(cookie)
    const isNew = token && token !== headers.get(header)
    if (isNew) headers.set(header, token)
    return isNew
  }
  renew()
  return send().catch((error: MizanError) => {
    if (error.code === 'CSRF_FAILED' && renew()) return send()
    throw error
  })
}
