/** What is shown while something loads, and when it failed. */

import { isMizanError, useCurrentUserState } from './api'
import { Link, PageTitle } from './router.tsx'

interface SkeletonProps {
  label?: string
  /** What will stand here, so that nothing moves when it comes. */
  shape?: 'lines' | 'columns'
}

export function Skeleton({ label = 'Loading', shape = 'lines' }: SkeletonProps) {
  return (
    <div className={`skeleton ${shape}`} role="status" aria-label={label}>
      <PageTitle>{label}</PageTitle>
      <span />
      <span />
      <span />
      <span />
    </div>
  )
}

export function ErrorPanel(error: Error, retry: () => void) {
  const code = isMizanError(error) ? error.code : 'ERROR'
  const number = isMizanError(error, 'INTERNAL_ERROR') && (error.details as { id: string } | null)?.id
  return (
    <section className="panel error" role="alert">
      <PageTitle>{HEADINGS[code] ?? 'Something went wrong'}</PageTitle>
      <h2>{HEADINGS[code] ?? 'Something went wrong'}</h2>
      <p>{error.message}</p>
      {number && <p className="hint">Mention {number} when you report this.</p>}
      <p className="row">
        {code === 'UNAUTHENTICATED' ? (
          <SignInAgain retry={retry} />
        ) : (
          <button type="button" onClick={retry}>
            Try again
          </button>
        )}
        <Link href="/">All boards</Link>
      </p>
    </section>
  )
}

const HEADINGS: Record<string, string> = {
  UNAUTHENTICATED: 'Please sign in',
  FORBIDDEN: 'Not for you',
  NOT_FOUND: 'Not found',
  VALIDATION_ERROR: 'That address is not right',
  NETWORK_ERROR: 'No connection',
  RATE_LIMITED: 'Too fast',
}

/** For a session that is over: asking who is signed in leads to the sign-in form, and back here. */
export function SignInAgain({ retry }: { retry?: () => void }) {
  const { refetch } = useCurrentUserState()
  const again = () => {
    refetch()
    retry?.()
  }
  return (
    <button type="button" onClick={again}>
      Sign in again
    </button>
  )
}

export function Avatar({ person }: { person: { name: string; colour: string } }) {
  const initials = person.name.split(' ').map((word) => word[0])
  return (
    <span className="avatar" style={{ background: person.colour }} title={person.name}>
      {initials}
    </span>
  )
}

/** What stands where there is nothing yet. */
export function Empty({ children }: { children: string }) {
  return <p className="empty">{children}</p>
}

/** A page that is not there. */
export function NoSuchPage() {
  return (
    <section className="panel narrow">
      <PageTitle>No such page</PageTitle>
      <h1>There is no such page</h1>
      <p>The link may be old, or has a typing mistake in it.</p>
      <p className="row">
        <Link href="/">All boards</Link>
      </p>
    </section>
  )
}
