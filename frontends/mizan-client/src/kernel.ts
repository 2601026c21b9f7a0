/** The kernel: one object through which adapters and generated calls reach everything else. */

import { applyAnswer } from './answers.ts'
import { handleOf, mount, refetch, subscribe } from './consumers.ts'
import { connect, createCore, type KernelOptions } from './core.ts'
import type { Mutation, Query } from './descriptors.ts'
import { entryOf } from './directory.ts'
import type { Entry } from './entry.ts'
import { isTransient, type MizanError } from './errors.ts'
import { cancel, detach, touch } from './flights.ts'
import type { Params } from './keys.ts'
import { watchPage } from './lifetime.ts'
import { persist } from './retry.ts'
import { write } from './snapshots.ts'
import { doubt } from './staleness.ts'
import { type SendOptions as CallOptions, slotIn } from './transport.ts'

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
  const core = createCore(options)
  const { entries, instances } = core
  const failed = (error: unknown) => [...entries.values()].filter(({ snapshot }) => snapshot.error === error)

  /** The page came back or the network did: ask again for what is shown and is stale or broke on the way. */
  const unwatch = watchPage(() => {
    for (const entry of entries.values()) {
      if (!entry.listeners.size) continue
      const { error } = entry.snapshot
      if (error && isTransient(error)) entry.staleAt = ++core.now
      touch(core, entry)
    }
  })

  return {
    entry: (query, params) => handleOf(core, query, params) as never,

    mount: (context, params) => mount(core, context, params),

    async fetch(query, params, options = {}) {
      const { name } = query
      const entry = entryOf(core, query, params, false)
      const start = ++core.now
      const bundle = await persist(core.retries, () => core.transport.fetch(entry, [name], options), options.signal)
      const slot = slotIn(bundle, name)
      if (slot.error) throw slot.error
      // What another identity asked for is older than the change that made everything stale.
      if (start >= Math.max(entry.dataAt, entry.staleAt)) {
        detach(core, entry)
        write(core, entry, slot, start)
      }
      return slot.data as never
    },

    async call({ name, contexts, files }, args, options = {}) {
      const start = ++core.now
      const mounted = [...instances.values()]
        .filter(({ observers, context }) => observers && (contexts[0] === '*' || contexts.includes(context)))
        .map(({ context, params }) => ({ context, params }))
      const sent = core.transport.call(name, args, files, mounted, options)
      const answer = await sent.catch((error: MizanError) => {
        if (!(error.status >= 400 && error.status < 500)) doubt(core, contexts)
        throw error
      })
      applyAnswer(core, answer, start)
      return answer.result as never
    },

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
      Object.assign(core, connect(next))
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
