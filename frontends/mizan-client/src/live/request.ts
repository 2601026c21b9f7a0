/** Requests of live: sent where and how the kernel sends its own. */

import type { Core } from '../core.ts'
import { canonical, wire } from '../keys.ts'
import { initOf, type SendOptions, urlOf } from '../transport.ts'
import { parse, type Said } from './reading.ts'

/** Ask for what is at a path, or send a message there. A message that is not taken rejects with its status and code. */
export async function request(core: Core, path: string, body?: unknown, options?: SendOptions): Promise<Response> {
  const url = urlOf(core, path)
  const init = await initOf(core, body ? canonical(body) : null, options)
  const { fetch: send = fetch } = core.options
  const ask = async () => {
    const response = await send(url, init)
    const { ok, status } = response
    if (body && !ok) throw { status, code: (parse(await response.text())?.error as Said)?.code }
    return response
  }
  return wire.guard?.(core, url, init, ask) ?? ask()
}
