/** What is shown while something loads, and when it failed. */

import { failureOf } from 'task-board/failures'
import { initialsOf } from 'task-board/texts'
import { useCurrentUserState } from './api'
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
  const { heading, message, number, signIn } = failureOf(error)
  return (
    <section className="panel error" role="alert">
      <PageTitle>{heading}</PageTitle>
      <h2>{heading}</h2>
      <p>{message}</p>
      {number && <p className="hint">Mention {number} when you report this.</p>}
      <p className="row">
        {signIn ? (
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
  return (
    <span className="avatar" style={{ background: person.colour }} title={person.name}>
      {initialsOf(person.name)}
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
