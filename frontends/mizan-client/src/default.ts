/** The page's own kernel, which generated calls use unless they are given another. */

import type { Mutation, Query } from './descriptors.ts'
import { type CallOptions as Options, createKernel, type Kernel, type KernelOptions } from './kernel.ts'
import type { Params } from './keys.ts'

export interface CallOptions extends Options {
  /** Another kernel than the page's own. */
  kernel?: Kernel | undefined
}

let page: Kernel | undefined

/** Return the page's kernel, made at the first use. */
export function defaultKernel(): Kernel {
  page ??= createKernel()
  return page
}

/** Say where the page's kernel finds the server. */
export function configure(options: KernelOptions): Kernel {
  if (page) page.configure(options)
  else page = createKernel(options)
  return page
}

// biome-ignore lint/suspicious/noExplicitAny: generated declarations give the types
export const caller = (mutation: Mutation<any, any, any>) => (args: Params = {}, options?: CallOptions) =>
  (options?.kernel ?? defaultKernel()).call(mutation, args, options)

// biome-ignore lint/suspicious/noExplicitAny: generated declarations give the types
export const fetcher = (query: Query<any, any, any>) => (params: Params = {}, options?: CallOptions) =>
  (options?.kernel ?? defaultKernel()).fetch(query, params, options)
