/** The bar above every page: search, the staff area, signing out. */

import { go } from 'task-board/router'
import { type Me, useLogout } from './api'
import { Avatar } from './feedback.tsx'
import { FormError, onSubmit } from './forms.tsx'
import { Link, useQuery } from './router.tsx'

export function TopBar({ user }: { user: Me }) {
  const logout = useLogout()
  const q = useQuery('q')
  const search = onSubmit(({ q = '' }) => go(`/search?q=${encodeURIComponent(q)}`))
  return (
    <header className="top">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Link href="/" className="brand">
        Task board
      </Link>
      <search>
        <form onSubmit={search}>
          <input
            name="q"
            type="search"
            key={q}
            defaultValue={q}
            aria-label="Search tasks"
            placeholder="Search tasks"
            maxLength={80}
          />
        </form>
      </search>
      {user.is_staff && <Link href="/staff">Staff</Link>}
      <span className="row">
        <Avatar person={user} />
        <span className="name" data-testid="who">
          {user.name}
        </span>
      </span>
      <button type="button" disabled={logout.status === 'pending'} onClick={() => logout.mutate()}>
        Sign out
      </button>
      <FormError error={logout.error} />
    </header>
  )
}
