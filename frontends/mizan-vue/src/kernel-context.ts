/** Which kernel, and which params per Mizan context, the components below a provider use. */

import { defaultKernel, type Kernel, type Params } from 'mizan-client'
import { GLOBAL } from 'mizan-client/adapter'
import {
  getCurrentInstance,
  type InjectionKey,
  inject,
  type MaybeRefOrGetter,
  onActivated,
  onDeactivated,
  shallowRef,
  watch,
} from 'vue'

export type Given = MaybeRefOrGetter<Params>

export interface Surroundings {
  kernel: Kernel
  /** By the names of their contexts. */
  params: ReadonlyMap<string, () => Params>
}

export const SURROUNDINGS: InjectionKey<Surroundings> = Symbol()

/** The global context has no params, and needs no provider. */
export const ROOT: Surroundings['params'] = new Map([[GLOBAL, () => ({})]])

export function useSurroundings(): Surroundings {
  return inject(SURROUNDINGS, () => ({ kernel: defaultKernel(), params: ROOT }), true)
}

/** Start something for a value and anew for its successors, until the component goes or KeepAlive puts it aside. */
export function whileShown<T>(source: () => T, start: (value: T & {}) => () => void): void {
  const shown = shallowRef(true)
  if (getCurrentInstance()) {
    onActivated(() => {
      shown.value = true
    })
    onDeactivated(() => {
      shown.value = false
    })
  }
  watch(
    () => shown.value && source(),
    (value, _, onCleanup) => value && onCleanup(start(value)),
    { immediate: true, flush: 'sync' },
  )
}
