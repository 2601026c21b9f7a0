/** Where the page is, as React sees it. */

import { type ComponentProps, useSyncExternalStore } from 'react'
import { follow, onMove, queryValue } from 'task-board/router'
import { titleOf } from 'task-board/title'

export function usePath(): string {
  return useSyncExternalStore(onMove, () => location.pathname)
}

/** One value of the query string, empty if it is not there. */
export function useQuery(name: string): string {
  return queryValue(
    useSyncExternalStore(onMove, () => location.search),
    name,
  )
}

export function PageTitle({ children }: { children: string }) {
  return <title>{titleOf(children)}</title>
}

/** A link that changes the path without a reload. */
export function Link({ href, ...rest }: ComponentProps<'a'> & { href: string }) {
  return <a href={href} onClick={(event) => follow(event, href)} {...rest} />
}
