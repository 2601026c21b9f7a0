/** What generated code knows of a function at run time, and what its types are. */

import type { BuiltInError } from './errors.ts'
import type { Params } from './keys.ts'
import { type Read, share } from './sharing.ts'
import type { CallBody, Progress, Upload } from './transport.ts'

declare const types: unique symbol

/** A context: the names of all params that its queries have. */
export interface Context {
  readonly name: string
  readonly params: readonly string[]
}

/** A query: its context, and the names of its own params. */
export interface Query<Given, Data, Err = BuiltInError> {
  readonly name: string
  readonly context: string
  readonly params: readonly string[]
  readonly read: Read
  readonly [types]?: [Given, Data, Err]
}

/** A mutation or a plain call: the contexts it affects. `Affected` has the params and data of each query it affects. */
export interface Mutation<Args, Result, Err = BuiltInError, Affected = object> {
  readonly name: string
  readonly contexts: readonly string[]
  /** What the arguments say of the params of what it affects; the same names, if not given. */
  readonly scope?: ((args: Params) => Params) | undefined
  /** Makes a body that is no JSON, where there are files. */
  readonly upload?: ((body: CallBody, onProgress?: (progress: Progress) => void) => Upload) | undefined
  readonly read: Read
  readonly [types]?: [Args, Result, Err, Affected]
}

// biome-ignore-start lint/suspicious/noExplicitAny: generated declarations give the types
export type AnyQuery = Query<any, any, any>
export type AnyMutation = Mutation<any, any, any, any>
// biome-ignore-end lint/suspicious/noExplicitAny: generated declarations give the types

/** What a mutation is expected to make of the data of each query: a changed copy, since what is given is shown. */
export type Optimistic<Affected> = [keyof Affected] extends [never]
  ? Readonly<Record<string, never>>
  : { readonly [Name in keyof Affected]?: Affected[Name] extends unknown[] ? Change<Affected[Name]> : never }

type Change<Types extends unknown[]> = (data: Types[1], params: Types[0]) => Types[1]
/** Describe a context: its name, and the names of its queries' params. */
export const context = (name: string, params: readonly string[] = []): Context => ({ name, params })

/** Describe a query: its name and its context, then the names of its own params unless they are all of the context's. */
export const query = (
  name: string,
  context: Context,
  params: readonly string[] = context.params,
  read: Read = share,
): AnyQuery => ({ name, context: context.name, params, read })

/** Describe a mutation or a call: its name, and the contexts it affects, `'*'` for all of them; how its result is read. */
export const mutation = (
  name: string,
  contexts: readonly (Context | string)[] = [],
  read: Read = share,
): AnyMutation => ({
  name,
  contexts: contexts.map((each) => (each as Context).name ?? each),
  read,
})
