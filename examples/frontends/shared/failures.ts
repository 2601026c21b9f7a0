/** How a failed fetch is told. */

import { isMizanError } from 'mizan-client'

export interface Failure {
  heading: string
  message: string
  /** What to mention when it is reported, if the server itself broke. */
  number: string | undefined
  /** Whether signing in helps; else trying again may. */
  signIn: boolean
}

export function failureOf(error: Error): Failure {
  const code = isMizanError(error) ? error.code : 'ERROR'
  const details = isMizanError(error, 'INTERNAL_ERROR') ? (error.details as { id: string } | null) : null
  return {
    heading: HEADINGS[code] ?? 'Something went wrong',
    message: error.message,
    number: details?.id,
    signIn: code === 'UNAUTHENTICATED',
  }
}

const HEADINGS: Record<string, string> = {
  UNAUTHENTICATED: 'Please sign in',
  FORBIDDEN: 'Not for you',
  NOT_FOUND: 'Not found',
  VALIDATION_ERROR: 'That address is not right',
  NETWORK_ERROR: 'No connection',
  RATE_LIMITED: 'Too fast',
}
