/** Options: what TanStack's hooks and clients take. Generated code makes a maker per function. */

import type { DataTag, QueryClient, QueryFunctionContext } from '@tanstack/query-core'
import {
  type AnyMutation,
  type AnyQuery,
  type BuiltInError,
  type CallOptions,
  defaultKernel,
  type Params,
} from 'mizan-client'
import { connectionOf, load } from './connection.ts'
import { asking, type MizanKey, subjectOf } from './subject.ts'

/** The options of a query, for hooks and for a client. The key knows the types of data and error. */
export interface QueryOptions<Data, Err = BuiltInError> {
  queryKey: DataTag<MizanKey, Data, Err>
  queryFn: (context: QueryFunctionContext<MizanKey>) => Promise<Data>
  /** What is in use is kept fresh; the age of everything else is for the kernel to say. */
  staleTime: (query: { isActive(): boolean }) => number
  /** The kernel does that. */
  retry: false
  /** Never given: from here TanStack's hooks know the type of errors. */
  throwOnError?: (error: Err) => boolean
}

/** The options of a mutation or a call; where `Args` may be undefined, they may be left out. */
export interface MutationOptions<Args, Result, Err = BuiltInError> {
  mutationKey: readonly [root: 'mizan', name: string]
  mutationFn: (args: undefined extends Args ? Args | void : Args, context?: { client: QueryClient }) => Promise<Result>
  retry: false
  /** Never given: from here TanStack's hooks know the type of errors. */
  throwOnError?: (error: Err) => boolean
}

/** Make `xxxOptions`: the params are those of the function's context. */
export function queryOptions(query: AnyQuery): (params?: Params) => QueryOptions<unknown, unknown> {
  return (params = {}) => {
    const subject = subjectOf(query, params)
    return {
      queryKey: subject.key as QueryOptions<unknown, unknown>['queryKey'],
      queryFn: asking(({ client, queryKey, signal }: QueryFunctionContext<MizanKey>) => {
        const { queryHash } = client.defaultQueryOptions({ queryKey })
        return load(connectionOf(client), subject, client.getQueryCache().get(queryHash), signal)
      }, subject),
      staleTime: (held) => (held.isActive() ? Number.POSITIVE_INFINITY : 0),
      retry: false,
    }
  }
}

/** Make `xxxMutation`: what its answer brings, and what it makes stale, reaches all queries by itself. */
export function mutationOptions(
  mutation: AnyMutation,
): (options?: CallOptions) => MutationOptions<Params | undefined, unknown, unknown> {
  return (options) => ({
    mutationKey: ['mizan', mutation.name],
    mutationFn: (args, context) => {
      const connected = context ? connectionOf(context.client).kernel : defaultKernel()
      return (options?.kernel ?? connected).call(mutation, args ?? {}, options)
    },
    retry: false,
  })
}
