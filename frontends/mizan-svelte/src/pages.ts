/** Pages of a query, for lists that are asked for part by part: `mizan-svelte/pages`. */

import { type AnyQuery, type BuiltInError, canonical, type MizanError, type Params, type Query } from 'mizan-client'
import { paramsOf } from 'mizan-client/adapter'
import { type Pages, type PagesActions, type PagesOptions, type PagesState, pages } from 'mizan-client/pages'
import { withState } from './cells.ts'
import { type Given, readParams, useSurroundings } from './kernel-context.ts'

export type { PagesActions, PagesOptions, PagesState }

/** What `usePages` returns. */
export type PagesResult<Data, Param = unknown, Err = BuiltInError> = PagesState<Data, Err, Param> & PagesActions

/** What a made hook may be told otherwise. */
export type PagesChoice<Data, Param> = Partial<PagesOptions<Data, Param>>

/** Show pages of a query, beginning with one; other params begin anew. It never throws. */
export function usePages<P extends object, Data, Err, Name extends keyof P & string>(
  query: Query<P, Data, Err>,
  params: NoInfer<P> | (() => NoInfer<P>),
  options: PagesOptions<Data, P[Name], Name>,
): PagesResult<Data, P[Name], Err>
export function usePages(query: AnyQuery, params: Given, options: PagesOptions): PagesState & PagesActions {
  const { kernel } = useSurroundings()
  let made: { of: string; list: Pages } | undefined
  const list = () => {
    const now = readParams(params)
    const of = canonical(now)
    if (made?.of !== of) made = { of, list: pages(kernel, query, now, options) }
    return made.list
  }
  const actions: PagesActions = {
    fetchNext: () => list().fetchNext(),
    fetchPrevious: () => list().fetchPrevious(),
    refetch: () => list().refetch(),
  }
  return withState({ ...actions }, list)
}

/** Make `useXxxPages`, which needs no options, and no params below a provider of them. */
export function pagesHook(
  query: AnyQuery,
  usual: PagesOptions,
): (params?: Given, options?: Partial<PagesOptions>) => PagesState & PagesActions {
  return function useQueryPages(given, options) {
    const params = paramsOf(query, given, useSurroundings().params)
    return usePages<Params, unknown, MizanError, string>(query, params, { ...usual, ...options })
  }
}
