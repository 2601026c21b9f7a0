/** Where the page is, as Vue sees it. */

import { onMove, queryValue, type Route, routeOf } from 'task-board/router'
import { sayTitle } from 'task-board/title'
import { type ComputedRef, computed, type MaybeRefOrGetter, ref, toValue, watchEffect } from 'vue'

const path = ref(location.pathname)
const search = ref(location.search)

onMove(() => {
  path.value = location.pathname
  search.value = location.search
})

export function useRoute(): ComputedRef<Route> {
  return computed(() => routeOf(path.value))
}

/** One value of the query string, empty if it is not there. */
export function useQuery(name: string): ComputedRef<string> {
  return computed(() => queryValue(search.value, name))
}

/** Say what the page shows in the browser's tab. */
export function usePageTitle(title: MaybeRefOrGetter<string>): void {
  watchEffect((onCleanup) => {
    onCleanup(sayTitle(toValue(title)))
  })
}
