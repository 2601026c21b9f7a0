/** Where the page is, as Svelte sees it. */

import { onMove, queryValue, type Route, routeOf } from 'task-board/router'
import { sayTitle } from 'task-board/title'

let path = $state(location.pathname)
let search = $state(location.search)

onMove(() => {
  path = location.pathname
  search = location.search
})

export function currentRoute(): Route {
  return routeOf(path)
}

/** One value of the query string, empty if it is not there. */
export function currentQuery(name: string): string {
  return queryValue(search, name)
}

/** Say what the page shows in the browser's tab. */
export function usePageTitle(title: () => string): void {
  $effect(() => sayTitle(title()))
}
