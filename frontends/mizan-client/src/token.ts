/**
 * Tokens: who calls, told to servers and caches that know no session: `mizan-client/token`. A page asks for one where it has a
 * session, keeps it in memory and nowhere else, and has a new one before it expires.
 */

import { applyAnswer } from './answers.ts'
import type { Core } from './core.ts'
import { MizanError } from './errors.ts'
import type { Kernel } from './kernel.ts'
import { wire } from './keys.ts'
import { tap } from './tap.ts'
import { ask, type Init, initOf } from './transport.ts'

/** What is known of who calls one server. */
interface Held {
  /** None where nobody is signed in. */
  token?: string | undefined
  /** Whom the token names, null for nobody; undefined while nothing is known. */
  who?: unknown
  /** When to ask for a new one, and when this one is over, by the clock of this machine. */
  soon: number
  end: number
  /** The request for a new one that is on its way. */
  asked?: Promise<void> | undefined
}

/** So long before it expires a token is asked for anew. */
const EARLY_MS = 30_000
const REFUSED = ['TOKEN_EXPIRED', 'TOKEN_INVALID']

/** By kernel, and by where a token is asked for. */
const known = new WeakMap<Core, Map<string, Held>>()
/** Requests for tokens, which need none. */
const asking = new WeakSet<Init>()
let isOn = false

/**
 * Send a token with every request from now on, unless it has an `Authorization` of its own. Whoever turns out to be another
 * one than before is shown nothing of what was.
 */
export function token(): void {
  const { guard } = wire
  if (isOn) return
  isOn = true
  wire.guard = async (core, url, init, send) => {
    const next = () => guard?.(core, url, init, send) ?? send()
    if (asking.has(init) || init.headers.has('authorization')) return next()
    const at = url.replace(/\/(call|context|live)(\/[^/?]*)?(\?.*)?$/, '/token')
    const sent = await bear(core, at, init)
    try {
      const answer = await next()
      // A stream is answered as it is.
      if ((answer as Response | undefined)?.status !== 401) return answer
    } catch (error) {
      if (!REFUSED.includes((error as MizanError).code)) throw error
    }
    const held = heldOf(core, at)
    if (held.token === sent) held.soon = held.end = 0 // else there is a new one by now
    await bear(core, at, init)
    return next()
  }
}

/** Put the token of this moment into a request. Returns it. */
async function bear(core: Core, at: string, { headers }: Init): Promise<string | undefined> {
  for (;;) {
    const held = heldOf(core, at)
    const now = Date.now()
    if (now >= held.soon) {
      held.asked ??= renew(core, at, held).finally(() => {
        held.asked = undefined
      })
    }
    if (now < held.end) {
      held.asked?.catch(() => {}) // it is asked for once more when this one is over
      if (held.token) headers.set('authorization', `Bearer ${held.token}`)
      else headers.delete('authorization')
      return held.token
    }
    await held.asked // and look again: somebody else may have signed in meanwhile
  }
}

/** Ask for a token, and tell the kernel if it names another one than before. */
async function renew(core: Core, at: string, held: Held): Promise<void> {
  const before = held.who
  Object.assign(held, await request(core, at))
  if (before === undefined || before === held.who || heldOf(core, at) !== held) return
  applyAnswer(core, { invalidate: [{ all: true }] }, core.now)
  known.get(core)!.set(at, held) // which that has forgotten
}

async function request(core: Core, url: string): Promise<Held> {
  const init = await initOf(core, '{}')
  asking.add(init)
  const send = () => ask<{ token: string }>(core, 'token', core.options.fetch ?? fetch, url, init)
  try {
    const { token } = await wire.guard!(core, url, init, send)
    const { sub, iat, exp } = read(token)
    // By how long it lives, as clocks differ; never for no time, since it would be asked for without end.
    const life = Math.max(1, exp - iat || 0) * 1000
    const end = Date.now() + life
    return { token, who: sub, soon: end - Math.min(EARLY_MS, life / 2), end }
  } catch (error) {
    // Nobody has a session, or this server makes no tokens: so it stays until somebody signs in.
    if (![401, 403, 404].includes((error as MizanError).status)) throw error
    return { token: undefined, who: null, soon: Number.POSITIVE_INFINITY, end: Number.POSITIVE_INFINITY }
  }
}

/** Read what a token says. Whether it is true is for servers to know. */
function read(token: string): { sub: unknown; iat: number; exp: number } {
  try {
    return JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    throw new MizanError('BAD_RESPONSE', 'The server answered with no token.')
  }
}

function heldOf(core: Core, at: string): Held {
  let all = known.get(core)
  if (!all) {
    const made = new Map<string, Held>()
    // Somebody signs in or out, here or in another tab.
    tap({ core } as Kernel, ({ type }) => type === 'epoch' && made.clear())
    known.set(core, made)
    all = made
  }
  const held = all.get(at) ?? { soon: 0, end: 0 }
  all.set(at, held)
  return held
}
