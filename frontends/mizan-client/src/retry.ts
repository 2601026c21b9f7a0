/** Retry: reads are sent again after failures that may pass. */

import { isTransient, type MizanError } from './errors.ts'

const FIRST_PAUSE_MS = 300

/** Send until it succeeds, fails for good, or failed too often; each pause is twice as long, within half and one and a half. */
export async function persist<T>(retries: number, send: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await send()
    } catch (error) {
      if (tries >= retries || !isTransient(error as MizanError)) throw error
      await pause(FIRST_PAUSE_MS * 2 ** tries * (0.5 + Math.random()), signal)
    }
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => resolve(), { once: true })
  })
}
