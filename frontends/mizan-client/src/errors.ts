/** Every failure that a caller can meet. */

/** The codes that any function may fail with; the last four arise in the client. */
export type BuiltInCode =
  | 'BAD_REQUEST'
  | 'UNAUTHENTICATED'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'FORBIDDEN'
  | 'CSRF_FAILED'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'CLIENT_OUTDATED'
  | 'IN_PROGRESS'
  | 'IDEMPOTENCY_MISMATCH'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'VALIDATION_ERROR'
  | 'RATE_LIMITED'
  | 'INTERNAL_ERROR'
  | 'LIVE_UNAVAILABLE'
  | 'NETWORK_ERROR'
  | 'ABORTED'
  | 'BAD_RESPONSE'
  | 'PROTOCOL_MISMATCH'

/** One wrong argument: where it stands, what kind of mistake, and a sentence for people. */
export interface ValidationDetail {
  path: (string | number)[]
  type: 'missing' | 'unexpected' | 'wrong_type' | 'out_of_range' | 'invalid'
  message: string
}

/** A failed call or fetch. `code` is for programs, `message` for people; `status` is 0 where nothing was answered. */
export class MizanError<Code extends string = string, Details = unknown> extends Error {
  override readonly name: string = 'MizanError'
  declare readonly code: Code
  declare readonly details: Details
  declare readonly status: number

  constructor(code: Code, message: string, details: Details = null as Details, status = 0) {
    super(message)
    this.code = code
    this.details = details
    this.status = status
  }
}

/** What any function may fail with beside its own errors. */
export type BuiltInError =
  | MizanError<'VALIDATION_ERROR', ValidationDetail[]>
  | MizanError<Exclude<BuiltInCode, 'VALIDATION_ERROR'>>

/** The codes that an error may have; any, where nothing is known of it. */
export type CodeOf<E> = E extends MizanError ? E['code'] : string

/** Tell whether something caught is a MizanError, of a given code if one is given. */
export function isMizanError(error: unknown): error is MizanError
export function isMizanError<E, C extends CodeOf<E>>(error: E, code: C): error is E & MizanError<C>
export function isMizanError(error: unknown, code?: string): boolean {
  return error instanceof MizanError && (!code || error.code === code)
}

/** Tell whether a failure may pass: the network's or the server's, not the caller's. A slot of a bundle has no status. */
export function isTransient({ code, status }: MizanError): boolean {
  return status >= 500 || code === 'NETWORK_ERROR' || code === 'INTERNAL_ERROR'
}
