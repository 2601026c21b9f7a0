/** Providers: the kernel for an app, a mounted context for a subtree, and what is shown while that lacks data. */

import type { KernelOptions, Params } from 'mizan-client'
import { GLOBAL, GONE, kernelOf, type MizanOptions, retryFailed, watchFailed } from 'mizan-client/adapter'
import {
  type DefineSetupFnComponent,
  onErrorCaptured,
  type Plugin,
  provide,
  type SetupContext,
  type SlotsType,
  shallowRef,
  watch,
} from 'vue'
import { STATED } from './hooks.ts'
import { ROOT, SURROUNDINGS, useSurroundings, whileShown } from './kernel-context.ts'

type ContextSlots = SlotsType<{
  default: object
  /** Shown in place of the content when something below throws. */
  error: { error: Error; retry: () => void }
}>

/** A component that provides a context; its props are the context's params. */
// biome-ignore lint/complexity/noBannedTypes: it is what Vue's own types say for no events
export type ContextProvider<P extends object = object> = DefineSetupFnComponent<P, {}, ContextSlots>

/**
 * Make the plugin: it provides the kernel and, where there is one, mounts the global context. The defaults count where an
 * option is not given.
 */
export function mizanProvider(hasGlobal: boolean, defaults?: KernelOptions): Plugin<[options?: MizanOptions]> {
  return (app, given) => {
    const kernel = kernelOf(given, defaults)
    app.provide(SURROUNDINGS, { kernel, params: ROOT })
    if (hasGlobal) app.onUnmount(kernel.mount(GLOBAL, {}))
  }
}

/**
 * Make the provider of a named context; its props are the context's params, of these names. Without a name it provides
 * nothing, and is a boundary alone.
 */
export function contextProvider(name?: string, names?: string[]): ContextProvider {
  return {
    props: names,
    setup(props: Params, { slots }: SetupContext) {
      const { kernel, params: outer } = useSurroundings()
      const params = new Map(outer)
      if (name) {
        const own = () => ({ ...props })
        whileShown(own, (params) => kernel.mount(name, params))
        provide(SURROUNDINGS, { kernel, params: params.set(name, own) })
      }
      const failed = shallowRef<Error>()
      const again = () => {
        failed.value = undefined
      }
      // Tried again when what failed has changed, or what is looked at.
      whileShown(
        () => failed.value,
        (error) => watchFailed(kernel, error, again),
      )
      watch([...params.values()], again)
      let shown: Error | undefined
      const retry = () => {
        retryFailed(kernel, shown)
        again()
      }
      onErrorCaptured((error) => {
        if (STATED.has(error)) return false
        // What fails in the error slot goes further up.
        if (shown || !(error === GONE || slots['error'])) return
        failed.value = error
        // Not at once: what reads data from outside of here would find it gone again, before any could arrive.
        if (error === GONE) setTimeout(again)
        return false
      })
      return () => {
        shown = failed.value
        if (!shown) return slots['default']?.()
        return shown !== GONE && slots['error']!({ error: shown, retry })
      }
    },
  } as never
}
