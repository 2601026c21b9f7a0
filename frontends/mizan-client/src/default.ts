/** The page's own kernel, which generated calls use unless they are given another. */

import type { CallOptions as Options } from './calls.ts'
import type { AnyMutation, AnyQuery } from './descriptors.ts'
import { createKernel, type Kernel } from './kernel.ts'
import type { Params } from './keys.ts'
import type { KernelOptions } from './transport.ts'

export interface CallOptions<Affected = object> extends Options<Affected> {
  /** Another kernel than the page's own. */
  kernel?: Kernel | undefined
}

let page: Kernel | undefined

/** Return the page's kernel, made at the first use. */
export function defaultKernel(): Kernel {
  return (page ??= createKernel())
}

/** Say where the page's kernel finds the server. */
export function configure(options: KernelOptions): Kernel {
  const kernel = defaultKernel()
  kernel.configure(options)
  return kernel
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
