/** What the adapters of all frameworks have in common: `mizan-client/adapter`. */

import { refetch, subscribe } from './consumers.ts'
import { type CallOptions, configure } from './default.ts'
import type { AnyMutation, AnyQuery } from './descriptors.ts'
import type { Snapshot } from './entry.ts'
import { type BuiltInError, isTransient } from './errors.ts'
import type { Kernel } from './kernel.ts'
import type { Params } from './keys.ts'
import type { KernelOptions } from './transport.ts'

/** The context that has no params, and needs no provider. */
export const GLOBAL = 'global'

/** What the provider of a kernel is told. */
export interface MizanOptions extends KernelOptions {
  /** A kernel of one's own, for tests or a second server; the other options then mean nothing. */
  kernel?: Kernel | undefined
}

/** Return the kernel of one's own, else the page's with these options. The defaults count where an option is not given. */
export function kernelOf(given?: MizanOptions, defaults?: KernelOptions): Kernel {
  const options: MizanOptions & Record<string, unknown> = { ...given }
  for (const name in defaults) options[name] ??= defaults[name as keyof KernelOptions]
  return options.kernel ?? configure(options)
}

/** Return the params given for a query, else those of its context's provider, by the names of contexts. */
export function paramsOf<Given extends object>(
  { name, context }: AnyQuery,
  given: Given | undefined,
  provided: ReadonlyMap<string, Given>,
): Given {
  const params = given ?? provided.get(context)
  if (!params) throw new Error(`${name} needs params, or the context ${context} above it.`)
  return params
}

/** Return the error that stands in the way of data; one that may pass does so only until there is some. */
export function obstacleOf({ data, error }: Snapshot): Error | undefined {
  return error && (data === undefined || !isTransient(error)) ? error : undefined
}

/** Thrown where data was shown that is not known any more: a boundary makes anew what showed it. */
export const GONE = new Error('Data gone.')

/** What has a state that changes: an entry, or pages, or a search. */
export interface Cell<State = object> {
  get(): State
  subscribe(listener: () => void): () => void
}

/** Subscribe, and tell of each state that is not the one seen, also if it is there already. Returns how to stop. */
export function follow<State>(cell: Cell<State>, seen: () => State, tell: () => unknown): () => void {
  const look = () => seen() === cell.get() || tell()
  const leave = cell.subscribe(look)
  look()
  return leave
}

type Get = () => unknown

/** Add a getter of each member of what is read, made by `wrap` where a framework has a way of its own to read. */
export function withMembers<T>(target: object, read: () => object, wrap = (get: Get): Get => get): T {
  for (const name in read()) {
    Object.defineProperty(target, name, { get: wrap(() => read()[name as never]), enumerable: true })
  }
  return target as T
}

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
