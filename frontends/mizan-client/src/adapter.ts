/** What the adapters of all frameworks have in common: `mizan-client/adapter`. */

import { refetch, subscribe } from './consumers.ts'
import type { CallOptions } from './default.ts'
import type { AnyMutation } from './descriptors.ts'
import type { Snapshot } from './entry.ts'
import type { BuiltInError } from './errors.ts'
import type { Kernel } from './kernel.ts'
import type { Params } from './keys.ts'

/** What `useXxxState` returns. */
export type QueryState<Data, Err = BuiltInError> = Snapshot<Data, Err> & { readonly refetch: () => void }

/** Calls a mutation; where `Args` may be undefined, they may be left out. */
export type Mutate<Args, Result, Affected = object> = undefined extends Args
  ? (args?: Args, options?: CallOptions<Affected>) => Promise<Result>
  : (args: Args, options?: CallOptions<Affected>) => Promise<Result>

/** How a mutation can be called. */
export interface MutationActions<Args, Result, Affected = object> {
  /** Call it. Rejects with the error that then also stands in `error`; need not be awaited. */
  readonly mutate: Mutate<Args, Result, Affected>
  readonly reset: () => void
}

/** How the newest call of a mutation stands. */
export interface Outcome<Result = unknown, Err = unknown> {
  readonly status: 'idle' | 'pending' | 'success' | 'error'
  readonly data: Result | undefined
  readonly error: Err | undefined
}

/** What `useXxx` of a mutation returns. */
export type MutationState<Args, Result, Err = BuiltInError, Affected = object> = MutationActions<
  Args,
  Result,
  Affected
> &
  Outcome<Result, Err>

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

/** Ask again for what failed with this error. */
export function retryFailed(kernel: Kernel, error: unknown): void {
  for (const entry of failed(kernel, error)) refetch(kernel.core, entry)
}

/** Keep what failed with this error in use, and call back when it did not any more. Returns how to stop. */
export function watchFailed(kernel: Kernel, error: unknown, listener: () => void): () => void {
  const stops = failed(kernel, error).map((entry) =>
    subscribe(kernel.core, entry, () => entry.snapshot.error === error || listener()),
  )
  return () => {
    for (const stop of stops) stop()
  }
}

const failed = ({ core }: Kernel, error: unknown) =>
  [...core.entries].filter(({ snapshot }) => snapshot.error === error)
