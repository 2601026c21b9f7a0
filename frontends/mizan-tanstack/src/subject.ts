/** Subjects: which function of the server, with which params, a query of TanStack's stands for. */

import type { Query } from '@tanstack/query-core'
import { type AnyQuery, canonical, type Params } from 'mizan-client'

const ROOT = 'mizan'

/** The key of a query: its context, its function, and the params of its own. */
export type MizanKey = readonly [root: typeof ROOT, context: string, name: string, params: unknown]

export interface Subject {
  readonly query: AnyQuery
  /** Those of the context, as they were given. */
  readonly params: Params
  readonly key: MizanKey
  /** The one spelling of the params. */
  readonly spelt: string
}

const subjects = new WeakMap<object, Subject>()

export function subjectOf(query: AnyQuery, params: Params): Subject {
  return { query, params, key: keyOf(query, params), spelt: canonical(params) }
}

/** Remember what a query function asks for, and return it. */
export function asking<F extends object>(queryFn: F, subject: Subject): F {
  subjects.set(queryFn, subject)
  return queryFn
}

/** Return what a query stands for, if its function is one of ours. */
export function subjectIn({ options: { queryFn } }: Query): Subject | undefined {
  return typeof queryFn === 'function' ? subjects.get(queryFn) : undefined
}

export function isOurs({ queryKey }: Query): boolean {
  return queryKey[0] === ROOT
}

/** Params stand in keys as objects, so that a part of them matches. TanStack cannot tell names apart that are `__proto__`. */
function keyOf({ context, name, params: names }: AnyQuery, params: Params): MizanKey {
  const own = Object.entries(params).filter(([each]) => names.includes(each))
  const spelt = canonical(Object.fromEntries(own))
  return [ROOT, context, name, spelt.includes('"__proto__"') ? spelt : JSON.parse(spelt)]
}
