/** A query whose params change while somebody types: `mizan-solid/search`. */

import type { Params, Query } from 'mizan-client'
import { type SearchOptions, type SearchState, search } from 'mizan-client/search'
import { type Accessor, createComputed, untrack } from 'solid-js'
import { steady, withState } from './cells.ts'
import { useSurroundings } from './kernel-context.ts'

export type { SearchOptions, SearchState }

/**
 * Show what a query has for params, once these have stayed the same for a while, and until then what it had for those
 * before. Without params it shows and asks for nothing. It never suspends or throws.
 */
export function useSearch<P extends object, Data, Err>(
  query: Query<P, Data, Err>,
  params: NoInfer<P> | undefined | Accessor<NoInfer<P> | undefined>,
  options?: SearchOptions,
): SearchState<Data, Err> & { readonly refetch: () => void } {
  const found = search(useSurroundings().kernel, query, options)
  const now = steady(params as Params | undefined | Accessor<Params | undefined>)
  createComputed(() => {
    const params = now() as P | undefined
    untrack(() => found.ask(params))
  })
  return withState({ refetch: found.refetch }, () => found)
}
