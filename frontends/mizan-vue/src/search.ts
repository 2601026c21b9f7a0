/** A query whose params change while somebody types: `mizan-vue/search`. */

import type { BuiltInError, Params, Query } from 'mizan-client'
import { type SearchOptions, type SearchState, search } from 'mizan-client/search'
import { type MaybeRefOrGetter, type Ref, shallowRef } from 'vue'
import { useCell, withParams } from './cells.ts'
import type { QueryState } from './hooks.ts'
import { useSurroundings } from './kernel-context.ts'

export type { SearchOptions, SearchState }

/** What `useSearch` returns. */
export interface SearchRefs<Data, Err = BuiltInError> extends QueryState<Data, Err> {
  /** Whether this belongs to params before, since those asked for now have brought nothing yet. */
  readonly previous: Readonly<Ref<boolean>>
}

/**
 * Show what a query has for params, once these have stayed the same for a while, and until then what it had for those
 * before. Without params it shows and asks for nothing. It never waits or throws.
 */
export function useSearch<P extends object, Data, Err>(
  query: Query<P, Data, Err>,
  params: MaybeRefOrGetter<NoInfer<P> | undefined>,
  options?: SearchOptions,
): SearchRefs<Data, Err> {
  const found = search(useSurroundings().kernel, query, options)
  withParams(params as MaybeRefOrGetter<Params | undefined>, (params) => found.ask(params as P | undefined))
  return { ...useCell(shallowRef(found)), refetch: found.refetch } as unknown as SearchRefs<Data, Err>
}
