/** Steps: what happened, as the timeline shows it. A step holds names and params, never data that a server sent. */

import type { MizanError, Params } from 'mizan-client'
import type { Target } from 'mizan-client/tap'

/** Something with params: an instance of a context, or an entry. */
export interface Named {
  readonly name: string
  readonly params: Params
}

/** Who asked for something beside mutations. */
export type Who = 'page' | 'live' | 'devtools'

interface Common {
  readonly id: number
  /** In ms since 1970. */
  readonly at: number
}

export type Outcome = 'running' | 'answered' | 'failed' | 'aborted'

/** What was sent to the server, and how that ended. */
interface Sent extends Common {
  outcome: Outcome
  /** In ms; undefined while it runs, or where it began before the recording. */
  took: number | undefined
  error: MizanError | undefined
}

export interface RequestStep extends Sent {
  readonly kind: 'request'
  readonly context: string
  readonly params: Params
  /** The functions that were asked for, if not the whole context. */
  readonly only: readonly string[] | undefined
  readonly reasons: readonly Reason[]
  /** More than 1 where it was sent again after a failure that may pass. */
  readonly attempt: number
  /** Functions that failed in a bundle that came. */
  failed: readonly string[]
  /** Why it was aborted. */
  aborted: string | undefined
}

export interface CallStep extends Sent {
  readonly kind: 'call'
  readonly name: string
  readonly args: Params
  /** The contexts that it may affect. */
  readonly contexts: readonly string[]
  /** Entries that show what is expected of it. */
  readonly optimistic: readonly Named[]
  /** What the answer named as stale; after a failure of which nobody knows what it did, what it may have changed. */
  readonly targets: Target[]
  /** Instances whose fresh data came with the answer. */
  refreshed: readonly Refreshed[]
}

export interface Refreshed extends Named {
  readonly functions: readonly string[]
  /** Whether something newer was there already, so that it was asked for again instead. */
  overtaken: boolean
}

export interface InvalidateStep extends Common {
  readonly kind: 'invalidate'
  readonly by: Who
  readonly targets: Target[]
}

export interface RefetchStep extends Common {
  readonly kind: 'refetch'
  readonly by: Who
  readonly entries: Named[]
}

/** All was forgotten, for another identity. */
export interface ResetStep extends Common {
  readonly kind: 'reset'
  readonly cause: CallStep | undefined
}

/** The first observer of an instance came, or its last one left. */
export interface MountStep extends Common, Named {
  readonly kind: 'mount'
  readonly observed: boolean
}

export type Cause = CallStep | InvalidateStep | RefetchStep | ResetStep
export type Step = Cause | RequestStep | MountStep

/** Why an entry was asked for. */
export type Because =
  | { readonly cause: Cause; readonly target: Target | undefined }
  /** Nothing made it stale: `first` shown, only `mounted`, `fetched` by the page, failed before, or too `old`. */
  | { readonly cause: 'first' | 'mounted' | 'fetched' | 'failed' | 'old' }

export interface Reason {
  readonly because: Because
  /** The names of the functions that were asked for on this ground. */
  readonly functions: readonly string[]
}

/** The target that means an instance. */
export function instanceTarget({ name, params }: Named): Target {
  return { context: name, params }
}
