/** A query whose params change while somebody types: `mizan-react/search`. */

import type { Query } from 'mizan-client'
import { type SearchOptions, type SearchState, search } from 'mizan-client/search'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useKernel } from './kernel-context.ts'
import { useMade } from './made.ts'

export type { SearchOptions, SearchState }

/**
 * Show what a query has for params, once these have stayed the same for a while, and until then what it had for those
 * before. Without params it shows and asks for nothing. It never suspends or throws.
 */
export function useSearch<P extends object, Data, Err>(
  query: Query<P, Data, Err>,
  params: NoInfer<P> | undefined,
  options: SearchOptions = {},
): SearchState<Data, Err> & { readonly refetch: () => void } {
  const kernel = useKernel()
  const { wait } = options
  const found = useMade(() => search(kernel, query, { wait }), kernel, query, wait)
  // It tells itself whether these are others.
  useEffect(() => found.ask(params))
  const state = useSyncExternalStore(found.subscribe, found.get, found.get)
  return useMemo(() => ({ ...state, refetch: found.refetch }), [state, found])
}
