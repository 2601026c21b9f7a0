/** What is shown while something loads, and when it failed. */

import { type JSX, Show } from 'solid-js'
import { failureOf } from 'task-board/failures'
import { initialsOf } from 'task-board/texts'
import { useCurrentUserState } from './api'
import { Link, PageTitle } from './router.tsx'

interface SkeletonProps {
  label?: string
  /** What will stand here, so that nothing moves when it comes. */
  shape?: 'lines' | 'columns'
}

export function Skeleton(props: SkeletonProps) {
  const label = () => props.label ?? 'Loading'
  return (
    <div class={`skeleton ${props.shape ?? 'lines'}`} role="status" aria-label={label()}>
      <PageTitle>{label()}</PageTitle>
      <span />
      <span />
      <span />
      <span />
    </div>
  )
}

export function ErrorPanel(error: Error, retry: () => void): JSX.Element {
  const { heading, message, number, signIn } = failureOf(error)
  return (
    <section class="panel error" role="alert">
      <PageTitle>{heading}</PageTitle>
      <h2>{heading}</h2>
      <p>{message}</p>
      {number && <p class="hint">Mention {number} when you report this.</p>}
      <p class="row">
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
export function SignInAgain(props: { retry?: () => void }) {
  const user = useCurrentUserState()
  const again = () => {
    user.refetch()
    props.retry?.()
  }
  return (
    <button type="button" onClick={again}>
      Sign in again
    </button>
  )
}

export function Avatar(props: { person: { name: string; colour: string } }) {
  return (
    <span class="avatar" style={{ background: props.person.colour }} title={props.person.name}>
      {initialsOf(props.person.name)}
    </span>
  )
}

/** What stands where there is nothing yet, given a list that may hold something. */
export function Empty(props: { unless?: unknown[] | undefined; children: string }) {
  return (
    <Show when={!props.unless?.length}>
      <p class="empty">{props.children}</p>
    </Show>
  )
}

/** A page that is not there. */
export function NoSuchPage() {
  return (
    <section class="panel narrow">
      <PageTitle>No such page</PageTitle>
      <h1>There is no such page</h1>
      <p>The link may be old, or has a typing mistake in it.</p>
      <p class="row">
        <Link href="/">All boards</Link>
      </p>
    </section>
  )
}
