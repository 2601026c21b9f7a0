/** The kernel: one object through which adapters and generated calls reach everything else. */

import { applyAnswer } from './answers.ts'
import { callMutation, fetchQuery } from './calls.ts'
import { handleOf, mount, refetch, revive, subscribe } from './consumers.ts'
import type { Core } from './core.ts'
import type { Mutation, Query } from './descriptors.ts'
import type { Entry } from './entry.ts'
import { cancel, detach } from './flights.ts'
import type { Params } from './keys.ts'
import { watchPage } from './lifetime.ts'
import { type SendOptions as CallOptions, createTransport, type KernelOptions } from './transport.ts'

export interface Kernel {
  entry<P, D, E>(query: Query<P, D, E>, params: Params): Entry<D, E>
  /** Keep a context mounted, loading it if need be, until the returned function is called. */
  mount(context: string, params: Params): () => void
  /** Fetch one query afresh. Rejects with a MizanError. */
  fetch<P, D, E>(query: Query<P, D, E>, params: Params, options?: CallOptions): Promise<D>
  /** Call a function. Settles after everything that came with the answer is in place. Rejects with a MizanError. */
  call<A, R, E>(mutation: Mutation<A, R, E>, args: Params, options?: CallOptions): Promise<R>
  /** Try again what failed with this error. */
  forget(error: unknown): void
  /** Keep what failed with this error in use, and call back when it did not any more. Returns how to stop. */
  watch(error: unknown, listener: () => void): () => void
  /** Make everything stale and forget it, as after a login. */
  reset(): void
  /** Change where and how requests are sent from now on. */
  configure(options: KernelOptions): void
  /** Abort all loading; stop timers and listeners. Nothing is loaded any more. */
  dispose(): void
}

export function createKernel(options: KernelOptions = {}): Kernel {
  const core: Core = {
    entries: new Map(),
    instances: new Map(),
    changed: new Set(),
    now: 0,
    transport: createTransport(options),
    disposed: false,
  }
  const { entries, instances } = core
  const failed = (error: unknown) => [...entries.values()].filter(({ snapshot }) => snapshot.error === error)

  const unwatch = watchPage(() => revive(core))

  return {
    entry: (query, params) => handleOf(core, query, params) as never,

    mount: (context, params) => mount(core, context, params),

    fetch: (query, params, options = {}) => fetchQuery(core, query, params, options) as never,

    call: (mutation, args, options = {}) => callMutation(core, mutation, args, options) as never,

    forget(error) {
      for (const entry of failed(error)) refetch(core, entry)
    },

    watch(error, listener) {
      const stops = failed(error).map((entry) =>
        subscribe(core, entry, () => entry.snapshot.error === error || listener()),
      )
      return () => {
        for (const stop of stops) stop()
      }
    },

    reset() {
      applyAnswer(core, { invalidate: [{ all: true }] }, core.now)
    },

    configure(next) {
      core.transport = createTransport(next)
    },

    dispose() {
      core.disposed = true
      unwatch()
      clearTimeout(core.sweeping)
      for (const { whole } of instances.values()) cancel(whole)
      for (const entry of entries.values()) detach(core, entry)
    },
  }
}
