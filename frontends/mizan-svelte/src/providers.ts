/** Providers: the kernel and mounted contexts for a component and those below it, and how a boundary recovers. */

import type { KernelOptions } from 'mizan-client'
import { GLOBAL, GONE, kernelOf, type MizanOptions, retryFailed, watchFailed } from 'mizan-client/adapter'
import { onDestroy } from 'svelte'
import { toStore } from 'svelte/store'
import { type Given, provide, ROOT, readParams, useSurroundings } from './kernel-context.ts'

/** What a `<svelte:boundary>` needs to recover from what fails inside. */
export interface BoundaryProps {
  /** For the boundary's `onerror`: what failed is tried again by itself when it has changed. */
  readonly onerror: (error: unknown, reset: () => void) => void
  /** For a button in the `failed` snippet, with what that is given. */
  readonly retry: (error: unknown, reset: () => void) => void
}

/**
 * Make `setMizan`: it provides the kernel and, where there is one, mounts the global context. The defaults count where an
 * option is not given.
 */
export function mizanProvider(hasGlobal: boolean, defaults?: KernelOptions): (options?: MizanOptions) => void {
  return function setMizan(given) {
    const kernel = kernelOf(given, defaults)
    provide({ kernel, params: ROOT })
    if (hasGlobal) onDestroy(kernel.mount(GLOBAL, {}))
  }
}

/** Make `setXxxContext`: it provides the params of a named context, and mounts it. */
export function contextProvider(name: string): (params?: Given) => void {
  return function setNamedContext(given = {}) {
    const outer = useSurroundings()
    provide({ ...outer, params: new Map([...outer.params, [name, given]]) })
    let leave: (() => void) | undefined
    // A store, since that runs an effect where there are no runes.
    const stop = toStore(() => readParams(given)).subscribe((params) => {
      leave?.()
      leave = outer.kernel.mount(name, params)
    })
    onDestroy(() => {
      stop()
      leave?.()
    })
  }
}

/** Return what `<svelte:boundary>` needs to recover from what fails inside. */
export function useMizanBoundary(): BoundaryProps {
  const surroundings = useSurroundings()
  const { kernel } = surroundings
  provide({ ...surroundings, renews: true })
  let stop: (() => void) | undefined
  onDestroy(() => stop?.())
  const recover = (reset: () => void) => {
    stop?.()
    reset()
  }
  return {
    onerror(error, reset) {
      stop?.()
      if (error === GONE) queueMicrotask(reset)
      stop = watchFailed(kernel, error, () => recover(reset))
    },
    retry(error, reset) {
      retryFailed(kernel, error)
      recover(reset)
    },
  }
}
