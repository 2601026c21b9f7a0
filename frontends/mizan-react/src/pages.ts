/** Pages of a query, for lists that are asked for part by part: `mizan-react/pages`. */

import type { AnyQuery, BuiltInError, Params, Query } from 'mizan-client'
import { type PagesActions, type PagesOptions, type PagesState, pages } from 'mizan-client/pages'
import { useMemo, useSyncExternalStore } from 'react'
import { useKernel, useParams, useStable } from './kernel-context.ts'
import { useMade } from './made.ts'

export type { PagesActions, PagesOptions, PagesState }

/** What `usePages` returns. */
export type PagesResult<Data, Param = unknown, Err = BuiltInError> = PagesState<Data, Err, Param> & PagesActions

/** What a made hook may be told otherwise. */
export type PagesChoice<Data, Param> = Partial<PagesOptions<Data, Param>>

/**
 * Show pages of a query, beginning with one. It never suspends or throws. What is said of `next` and `previous` at first
 * counts.
 */
export function usePages<P extends object, Data, Err, Name extends keyof P & string>(
  query: Query<P, Data, Err>,
  params: NoInfer<P>,
  options: PagesOptions<Data, P[Name], Name>,
): PagesResult<Data, P[Name], Err>
export function usePages(query: AnyQuery, params: Params, options: PagesOptions): PagesState & PagesActions {
  const kernel = useKernel()
  const stable = useStable(params)
  const { param, max } = options
  const list = useMade(() => pages(kernel, query, stable, options), kernel, query, stable, param, max)
  const state = useSyncExternalStore(list.subscribe, list.get, list.get)
  return useMemo(() => {
    const { fetchNext, fetchPrevious, refetch } = list
    return { ...state, fetchNext, fetchPrevious, refetch }
  }, [state, list])
}

/** Make `useXxxPages`, which needs no options, and no params below a provider of them. */
export function pagesHook(
  query: AnyQuery,
  usual: PagesOptions,
): (params?: Params, options?: Partial<PagesOptions>) => PagesState & PagesActions {
  return function useQueryPages(given, options) {
    const params = useParams(query, given, 'Pages')
    return usePages(query, params, { ...usual, ...options })
  }
}
