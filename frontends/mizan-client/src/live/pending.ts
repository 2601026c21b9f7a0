/** Targets that others caused: applied a moment later, so that not all browsers of a crowd ask at once. */

import type { Kernel } from '../kernel.ts'
import { canonical } from '../keys.ts'
import { attempt } from '../snapshots.ts'
import type { Target } from '../transport.ts'

const JITTER_MS = 500

/** Return how to apply targets within half a second, together with those that come meanwhile. `applying` is told before. */
export function createPending(
  kernel: Kernel,
  applying: () => void,
): { add(targets: readonly Target[]): void; clear(): void } {
  const waiting = new Map<string, Target>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function clear(): void {
    clearTimeout(timer)
    timer = undefined
    waiting.clear()
  }

  return {
    add(targets) {
      for (const each of targets) waiting.set(canonical(each), each)
      if (!waiting.size) return
      timer ??= setTimeout(() => {
        const all = [...waiting.values()]
        clear()
        applying()
        attempt(() => kernel.invalidate(all), undefined)
      }, Math.random() * JITTER_MS)
    },
    clear,
  }
}
