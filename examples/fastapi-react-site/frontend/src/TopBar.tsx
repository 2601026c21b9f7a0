/** The bar above every page: search, the staff area, signing out. */

import type { FormEvent } from 'react'
import { type Me, useLogout } from './api'
import { Avatar } from './feedback.tsx'
import { go, Link } from './router.tsx'

export function TopBar({ user }: { user: Me }) {
  const logout = useLogout()
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    go(`/search?q=${encodeURIComponent(String(new FormData(event.currentTarget).get('q')))}`)
  }
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
          <input name="q" type="search" aria-label="Search tasks" placeholder="Search tasks" maxLength={80} />
        </form>
      </search>
      {user.is_staff && <Link href="/staff">Staff</Link>}
      <Avatar person={user} />
      <span className="name" data-testid="who">
        {user.name}
      </span>
      <button type="button" onClick={() => logout.mutate()}>
        Sign out
      </button>
    </header>
  )
}
