/**
 * After-tokens: what this browser has written, by which no cache on the way shows it anything older: `mizan-client/after`.
 * They stand in a cookie, so that other tabs, reloads and a server that renders the page know of them as well.
 */

import { wire } from './keys.ts'

const NAME = 'mizan-after'
const DAY = 86_400

/** What this page was given itself: nobody who writes the cookie at the same moment can lose it. */
let own: string[] = []
let isOn = false

/** Send with every request what this browser has written, from now on, to the page's own server. */
export function after(): void {
  const { guard } = wire
  if (isOn) return
  isOn = true
  wire.guard = async (core, url, init, send) => {
    const next = () => guard?.(core, url, init, send) ?? send()
    if (!isOwnServer(url)) return next()
    const sent = held()
    if (sent.length) init.headers.set(NAME, sent.join(', '))
    try {
      return await next()
    } finally {
      const token = init.answer?.headers.get(NAME)
      if (token) keep(sent, token)
    }
  }
}

const held = () => [...new Set([...inCookie(), ...own])]

/** Keep a token that stands for all that were sent with its request. */
function keep(sent: readonly string[], token: string): void {
  const without = (tokens: string[]) => [...tokens.filter((each) => each !== token && !sent.includes(each)), token]
  own = without(own)
  if (typeof document === 'undefined') return
  const secure = document.location.protocol === 'https:' ? '; Secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the other way is not in all browsers, and takes a while
  document.cookie = `${NAME}=${without(inCookie()).join('~')}; Path=/; Max-Age=${DAY}; SameSite=Lax${secure}`
}

function inCookie(): string[] {
  if (typeof document === 'undefined') return []
  const [, tokens] = /(?:^|; )mizan-after=([\w.~-]+)/.exec(document.cookie) ?? []
  return tokens?.split('~') ?? []
}

/** A further header may be more than another server's CORS allows, and that server's tokens are its own. */
function isOwnServer(url: string): boolean {
  if (typeof document === 'undefined') return true
  return Object.assign(document.createElement('a'), { href: url }).origin === document.location.origin
}
