/** Calls: what a kernel is asked to change, whoever asks. */

import type { Kernel } from 'mizan-client'

/** Told the contexts that a call affects when it begins; what it returns is told that the answer is in place. */
export type CallListener = (contexts: readonly string[]) => () => void

const listeners = new WeakMap<Kernel, Set<CallListener>>()

/** Hear of all calls from now on. Returns how to stop. */
export function hearCalls(kernel: Kernel, listener: CallListener): () => void {
  const all = listeners.get(kernel) ?? intercept(kernel)
  all.add(listener)
  return () => all.delete(listener)
}

function intercept(kernel: Kernel): Set<CallListener> {
  const all = new Set<CallListener>()
  const { call, reset } = kernel
  const begin = (contexts: readonly string[]) => {
    const ends = [...all].map((each) => each(contexts))
    return () => {
      for (const end of ends) end()
    }
  }
  kernel.call = (mutation, args, options) => {
    const end = begin(mutation.contexts)
    const called = (async () => call(mutation, args, options))()
    return called.finally(end)
  }
  kernel.reset = () => {
    const end = begin(['*'])
    reset()
    end()
  }
  listeners.set(kernel, all)
  return all
}
