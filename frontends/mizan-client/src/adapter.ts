/** What the adapters of all frameworks have in common: `mizan-client/adapter`. */

import type { CallOptions } from './default.ts'
import type { AnyMutation } from './descriptors.ts'
import type { Snapshot } from './entry.ts'
import type { Kernel } from './kernel.ts'
import type { Params } from './keys.ts'

/** What `useXxxState` returns. */
export type QueryState<Data, Err> = Snapshot<Data, Err> & { readonly refetch: () => void }

/** Calls a mutation; where `Args` may be undefined, they may be left out. */
export type Mutate<Args, Result> = undefined extends Args
  ? (args?: Args, options?: CallOptions) => Promise<Result>
  : (args: Args, options?: CallOptions) => Promise<Result>

/** How a mutation can be called. */
export interface MutationActions<Args, Result> {
  /** Call it. Rejects with the error that then also stands in `error`; need not be awaited. */
  readonly mutate: Mutate<Args, Result>
  readonly reset: () => void
}

/** How the newest call of a mutation stands. */
export interface Outcome<Result = unknown, Err = unknown> {
  readonly status: 'idle' | 'pending' | 'success' | 'error'
  readonly data: Result | undefined
  readonly error: Err | undefined
}

/** What `useXxx` of a mutation returns. */
export type MutationState<Args, Result, Err> = MutationActions<Args, Result> & Outcome<Result, Err>

export const IDLE: Outcome = { status: 'idle', data: undefined, error: undefined }

/** Call a mutation, and show how the newest call stands. */
export function newestCall(
  kernel: Kernel,
  mutation: AnyMutation,
  show: (outcome: Outcome) => void,
): MutationActions<Params | undefined, unknown> {
  let newest: unknown
  return {
    mutate(args = {}, options) {
      const own = (options?.kernel ?? kernel).call(mutation, args, options)
      newest = own
      show({ ...IDLE, status: 'pending' })
      const settle = (outcome: Outcome) => own === newest && show(outcome)
      // Handled here, so that a caller who only reads `error` causes no unhandled rejection.
      own.then(
        (data) => settle({ ...IDLE, status: 'success', data }),
        (error) => settle({ ...IDLE, status: 'error', error }),
      )
      return own
    },
    reset() {
      newest = undefined
      show(IDLE)
    },
  }
}
