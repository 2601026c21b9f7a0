/** Prefetch: contexts loaded before anybody shows them: `mizan-client/prefetch`. */

import { defaultKernel } from './default.ts'
import { instanceOf } from './directory.ts'
import { touch, want } from './flights.ts'
import type { Kernel } from './kernel.ts'
import type { Params } from './keys.ts'

export interface PrefetchOptions {
  /** Another kernel than the page's own. */
  kernel?: Kernel | undefined
}

/** Make `prefetchXxx` of a context: it loads what is not there or stale. It never rejects: what fails is asked for when it is shown. */
export const prefetcher =
  (context: string) =>
  async (params: Params = {}, { kernel = defaultKernel() }: PrefetchOptions = {}): Promise<void> => {
    const { core } = kernel
    const instance = instanceOf(core, context, params)
    for (const entry of Object.values(instance.entries)) touch(core, entry)
    instance.leftAt = Date.now()
    want(core, instance)
    await null
    await instance.whole?.done
  }
