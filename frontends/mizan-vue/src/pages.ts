/** Pages of a query, for lists that are asked for part by part: `mizan-vue/pages`. */

import type { AnyQuery, BuiltInError, Params, Query } from 'mizan-client'
import { paramsOf } from 'mizan-client/adapter'
import { type Pages, type PagesActions, type PagesOptions, type PagesState, pages } from 'mizan-client/pages'
import { type MaybeRefOrGetter, shallowRef } from 'vue'
import { type Refs, useCell, withParams } from './cells.ts'
import { type Given, useSurroundings } from './kernel-context.ts'

export type { PagesActions, PagesOptions, PagesState }

/** What `usePages` returns: a ref of each member of the state, one of the whole, and what can be done. */
export type PagesResult<Data, Param = unknown, Err = BuiltInError> = Refs<PagesState<Data, Err, Param>> & PagesActions

/** What a made composable may be told otherwise. */
export type PagesChoice<Data, Param> = Partial<PagesOptions<Data, Param>>

/** Show pages of a query, beginning with one; other params begin anew. It never waits or throws. */
export function usePages<P extends object, Data, Err, Name extends keyof P & string>(
  query: Query<P, Data, Err>,
  params: MaybeRefOrGetter<NoInfer<P>>,
  options: PagesOptions<Data, P[Name], Name>,
): PagesResult<Data, P[Name], Err>
export function usePages(
  query: AnyQuery,
  params: Given,
  options: PagesOptions,
): PagesResult<unknown, unknown, unknown> {
  const { kernel } = useSurroundings()
  const list = shallowRef() as { value: Pages }
  withParams(params, (params) => {
    list.value = pages(kernel, query, params, options)
  })
  return {
    ...useCell<PagesState<unknown, unknown>>(list as never),
    fetchNext: () => list.value.fetchNext(),
    fetchPrevious: () => list.value.fetchPrevious(),
    refetch: () => list.value.refetch(),
  }
}

/** Make `useXxxPages`, which needs no options, and no params below a provider of them. */
export function pagesHook(
  query: AnyQuery,
  usual: PagesOptions,
): (params?: Given, options?: Partial<PagesOptions>) => PagesResult<unknown, unknown, unknown> {
  return function useQueryPages(given, options) {
    const params = paramsOf(query, given, useSurroundings().params)
    return usePages<Params, unknown, unknown, string>(query, params, { ...usual, ...options })
  }
}
