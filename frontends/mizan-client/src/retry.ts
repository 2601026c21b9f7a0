/** Retry: reads are sent again after failures that may pass. */

import type { Core } from './core.ts'
import { isTransient, type MizanError } from './errors.ts'
import type { Bundle, Instance, SendOptions } from './transport.ts'

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
  const firstPauseMs = 300
  for (let tries = 0; ; tries++) {
    try {
      return await core.transport.fetch(instance, only, options)
    } catch (error) {
      if (tries >= (core.options.retries ?? 2) || !isTransient(error as MizanError)) throw error
      await new Promise((resolve) => {
        setTimeout(resolve, firstPauseMs * 2 ** tries * (0.5 + Math.random()))
        options.signal?.addEventListener('abort', resolve)
      })
    }
  }
}
