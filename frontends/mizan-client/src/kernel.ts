/** The kernel: one object through which adapters and generated calls reach everything else. */

import { applyAnswer } from './answers.ts'
import { type CallOptions, callMutation, fetchQuery } from './calls.ts'
import { handleOf, observe, revive } from './consumers.ts'
import type { Core } from './core.ts'
import type { Mutation, Query } from './descriptors.ts'
import { instanceOf, instances } from './directory.ts'
import type { Entry } from './entry.ts'
import { abandon, board, want } from './flights.ts'
import type { Params } from './keys.ts'
import { watchPage } from './lifetime.ts'
import { applyTarget } from './staleness.ts'
import { createTransport, type KernelOptions, type SendOptions, type Target } from './transport.ts'

export interface Kernel {
  entry<P, D, E>(query: Query<P, D, E>, params: Params): Entry<D, E>
  /** Keep a context mounted, loading it if need be, until the returned function is called. */
  mount(context: string, params: Params): () => void
  /** Fetch one query afresh. Rejects with a MizanError. */
  fetch<P, D, E>(query: Query<P, D, E>, params: Params, options?: SendOptions): Promise<D>
  /** Call a function. Settles after everything that came with the answer is in place. Rejects with a MizanError. */
  call<A, R, E, Q>(mutation: Mutation<A, R, E, Q>, args: Params, options?: CallOptions<NoInfer<Q>>): Promise<R>
  /** Make stale what these targets mean, as a mutation's answer would. What is shown is asked for again. */
  invalidate(targets: readonly Target[]): void
  /** Make everything stale and forget it, as after a login. */
  reset(): void
  /** Change where and how requests are sent from now on. */
  configure(options: KernelOptions): void
  /** Abort all loading; stop timers and listeners. Nothing is loaded any more. */
  dispose(): void
  /** What parts of Mizan that are imports of their own build on; not for pages. */
  readonly core: Core
}

export function createKernel(options: KernelOptions = {}): Kernel {
  const core = {
    entries: new Set(),
    groups: new Map(),
    changed: new Set(),
    stale: [],
    flying: 0,
    now: 0,
    options,
    marks: {},
    tell: () => {},
  } as Omit<Core, 'transport'> as Core
  core.transport = createTransport(core)
  const { entries } = core

  const unwatch = watchPage(() => revive(core))

  return {
    core,

    entry: handleOf.bind(undefined, core) as never,

    mount(context, params) {
      const instance = instanceOf(core, context, params)
      want(core, instance)
      return observe(core, instance)
    },

    fetch: fetchQuery.bind(undefined, core) as never,

    call: callMutation.bind(undefined, core) as never,

    reset() {
      applyAnswer(core, { invalidate: [{ all: true }] }, core.now)
    },

    invalidate(targets) {
      for (const target of targets) applyTarget(core, target)
    },

    configure(next) {
      core.options = next
    },

    dispose() {
      core.disposed = true
      unwatch()
      clearTimeout(core.sweeping)
      for (const entry of entries) board(core, entry)
      for (const { whole } of instances(core)) abandon(whole)
    },
  }
}
