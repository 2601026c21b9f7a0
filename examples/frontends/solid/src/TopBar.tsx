/** The bar above every page: search, the staff area, signing out. */

import { Show } from 'solid-js'
import { go } from 'task-board/router'
import { type Me, useLogout } from './api'
import { Avatar } from './feedback.tsx'
import { FormError, onSubmit } from './forms.tsx'
import { Link, useQuery } from './router.tsx'

export function TopBar(props: { user: Me }) {
  const logout = useLogout()
  const q = useQuery('q')
  const search = onSubmit(({ q = '' }) => go(`/search?q=${encodeURIComponent(q)}`))
  return (
    <header class="top">
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Link href="/" class="brand">
        Task board
      </Link>
      <search>
        <form onSubmit={search}>
          <input
            name="q"
            type="search"
            value={q()}
            aria-label="Search tasks"
            placeholder="Search tasks"
            maxlength={80}
          />
        </form>
      </search>
      <Show when={props.user.is_staff}>
        <Link href="/staff">Staff</Link>
      </Show>
      <span class="row">
        <Avatar person={props.user} />
        <span class="name" data-testid="who">
          {props.user.name}
        </span>
      </span>
      <button type="button" disabled={logout.status === 'pending'} onClick={() => logout.mutate()}>
        Sign out
      </button>
      <FormError error={logout.error} />
    </header>
  )
}
