/** The page's own kernel, which generated calls use unless they are given another. */

import type { AnyMutation, AnyQuery } from './descriptors.ts'
import { createKernel, type Kernel, type KernelOptions, type CallOptions as Options } from './kernel.ts'
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

/** Make the typed call of a mutation or a plain call. */
export const caller =
  (mutation: AnyMutation) =>
  (args: Params = {}, options?: CallOptions) =>
    (options?.kernel ?? defaultKernel()).call(mutation, args, options)

/** Make the typed fetch of a query. */
export const fetcher =
  (query: AnyQuery) =>
  (params: Params = {}, options?: CallOptions) =>
    (options?.kernel ?? defaultKernel()).fetch(query, params, options)
