/** Retry: reads are sent again after failures that may pass. */

import type { Core } from './core.ts'
import { isTransient, type MizanError } from './errors.ts'
import type { Bundle, Instance, SendOptions } from './transport.ts'

const FIRST_PAUSE_MS = 300

/**
 * Fetch until it succeeds, fails for good, or failed too often. Each pause is twice as long as the last, within half and
 * one and a half.
 */
export async function fetchBundle(
  core: Core,
  instance: Instance,
  only: readonly string[] | undefined,
  options: SendOptions,
): Promise<Bundle> {
  for (let tries = 0; ; tries++) {
    try {
      return await core.transport.fetch(instance, only, options)
    } catch (error) {
      if (tries >= core.transport.retries || !isTransient(error as MizanError)) throw error
      await pause(FIRST_PAUSE_MS * 2 ** tries * (0.5 + Math.random()), options.signal)
    }
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<unknown> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
    signal?.addEventListener('abort', resolve)
  })
}
