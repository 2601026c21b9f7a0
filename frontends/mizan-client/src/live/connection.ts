/** The connection: one stream of events, opened again when it ends, breaks or falls silent. */

import type { Core } from '../core.ts'
import { request } from './request.ts'
import { readEvents } from './sse.ts'

/** How live stands: on its way, told of everything, or closed for good. */
export type Status = 'connecting' | 'open' | 'closed'

export interface Connection {
  /** Open it anew, as for another identity. */
  restart(): void
  close(): void
}

const SILENCE_MS = 45_000
/** A stream that lasted this long was a good one. */
const STEADY_MS = 10_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
const LONGEST_WISH_MS = 600_000
/** Restarts that are asked for together are one. */
const TOGETHER_MS = 50
/** There is nothing of the kind on this server. */
const NEVER = [404, 501]

/** Connect. `hear` is told of each event, `show` of what becomes of the connection, save that it is open. */
export function connect(
  core: Core,
  hear: (type: string, data: string) => void,
  show: (status: Status) => void,
): Connection {
  let running: AbortController | undefined
  let waiting: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let isOver = false

  function end(): void {
    running?.abort()
    running = undefined
    clearTimeout(waiting)
  }

  function reopen(ms: number): void {
    end()
    if (isOver || core.disposed) return
    show('connecting')
    waiting = setTimeout(open, ms)
  }

  async function open(): Promise<void> {
    const own = new AbortController()
    running = own
    const start = Date.now()
    let wish = 0
    let silence: ReturnType<typeof setTimeout> | undefined
    const lose = () => {
      clearTimeout(silence)
      if (running !== own) return
      if (Date.now() - start >= STEADY_MS) failures = 0
      reopen(Math.max(wish, Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++)))
    }
    const alive = () => {
      clearTimeout(silence)
      if (running === own) silence = setTimeout(lose, SILENCE_MS)
    }
    alive()
    try {
      const { status, ok, headers, body } = await request(core, 'live', undefined, {
        signal: own.signal,
        headers: { accept: 'text/event-stream' },
      })
      if (NEVER.includes(status) && running === own) {
        console.info(`Mizan: this server has no live updates, it answered ${status}.`)
        isOver = true
        end()
        show('closed')
      }
      wish = Math.min(LONGEST_WISH_MS, Number(headers.get('retry-after')) * 1000 || 0)
      const isStream = ok && headers.get('content-type')?.startsWith('text/event-stream')
      if (isStream && body) await readEvents(body, (type, data) => running === own && hear(type, data), alive)
    } catch {
      // As if it had ended.
    }
    lose()
  }

  reopen(0)
  return {
    restart() {
      failures = 0
      reopen(TOGETHER_MS)
    },
    close: end,
  }
}
