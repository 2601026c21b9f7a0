/** Where the page is, as Solid sees it. */

import { type Accessor, batch, type ComponentProps, createEffect, createSignal, onCleanup, splitProps } from 'solid-js'
import { follow, onMove, queryValue } from 'task-board/router'
import { sayTitle } from 'task-board/title'

const [path, setPath] = createSignal(location.pathname)
const [search, setSearch] = createSignal(location.search)

// In one batch: no page may see the path of one place with the query string of another.
onMove(() =>
  batch(() => {
    setPath(location.pathname)
    setSearch(location.search)
  }),
)

export { path }

/** One value of the query string, empty if it is not there. */
export function useQuery(name: string): Accessor<string> {
  return () => queryValue(search(), name)
}

export function PageTitle(props: { children: string }) {
  createEffect(() => onCleanup(sayTitle(props.children)))
  return null
}

/** A link that changes the path without a reload. */
export function Link(props: ComponentProps<'a'> & { href: string }) {
  const [own, rest] = splitProps(props, ['href'])
  return <a href={own.href} onClick={(event) => follow(event, own.href)} {...rest} />
}
