/** A query whose params change while somebody types: `mizan-svelte/search`. */

import type { Query } from 'mizan-client'
import { type SearchOptions, type SearchState, search } from 'mizan-client/search'
import { onDestroy } from 'svelte'
import { toStore } from 'svelte/store'
import { withState } from './cells.ts'
import { useSurroundings } from './kernel-context.ts'

export type { SearchOptions, SearchState }

/**
 * Show what a query has for params, once these have stayed the same for a while, and until then what it had for those
 * before. Where the function returns none, it shows and asks for nothing. It never throws.
 */
export function useSearch<P extends object, Data, Err>(
  query: Query<P, Data, Err>,
  params: () => NoInfer<P> | undefined,
  options?: SearchOptions,
): SearchState<Data, Err> & { readonly refetch: () => void } {
  const found = search(useSurroundings().kernel, query, options)
  // A store, since that runs an effect where there are no runes. The search tells itself whether these are others.
  onDestroy(toStore(params).subscribe(found.ask))
  return withState({ refetch: found.refetch }, () => found)
}
