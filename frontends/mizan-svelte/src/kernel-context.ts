/** Which kernel, and which params per Mizan context, a component and those below it use. */

import { defaultKernel, type Kernel, type Params } from 'mizan-client'
import { GLOBAL } from 'mizan-client/adapter'
import { getContext, setContext } from 'svelte'

export type Given = Params | (() => Params)

export interface Surroundings {
  kernel: Kernel
  /** By the names of their contexts. */
  params: ReadonlyMap<string, Given>
  /** Whether a boundary above makes anew what lost its data. */
  renews?: boolean
}

/** The global context has no params, and needs no provider. */
export const ROOT: Surroundings['params'] = new Map([[GLOBAL, {}]])

const KEY = 'mizan'

export function useSurroundings(): Surroundings {
  return getContext<Surroundings | undefined>(KEY) ?? { kernel: defaultKernel(), params: ROOT }
}

export function provide(surroundings: Surroundings): void {
  setContext(KEY, surroundings)
}

export function readParams(given: Given): Params {
  return typeof given === 'function' ? given() : given
}
