/** What generated code knows of a function at run time, and what its types are. */

import type { BuiltInError } from './errors.ts'
import { type Read, share } from './sharing.ts'

declare const types: unique symbol

/** A query: its context, and the names of its own params. */
export interface Query<Params, Data, Err = BuiltInError> {
  readonly name: string
  readonly context: string
  readonly params: readonly string[]
  readonly read: Read
  readonly [types]?: [Params, Data, Err]
}

/** A mutation or a plain call: the contexts it affects, and the names of its file parameters. */
export interface Mutation<Args, Result, Err = BuiltInError> {
  readonly name: string
  readonly contexts: readonly string[]
  readonly files: readonly string[]
  readonly read: Read
  readonly [types]?: [Args, Result, Err]
}

// biome-ignore-start lint/suspicious/noExplicitAny: generated declarations give the types
export type AnyQuery = Query<any, any, any>
export type AnyMutation = Mutation<any, any, any>
// biome-ignore-end lint/suspicious/noExplicitAny: generated declarations give the types

/** Describe a query: its name, its context, and the names of its own params. */
export const query = (name: string, context: string, params: readonly string[] = [], read: Read = share): AnyQuery => ({
  name,
  context,
  params,
  read,
})

/** Describe a mutation or a call: its name, the contexts it affects, the names of its file parameters. */
export const mutation = (
  name: string,
  contexts: readonly string[] = [],
  files: readonly string[] = [],
  read: Read = share,
): AnyMutation => ({ name, contexts, files, read })
