/** Which kernel, and which params per Mizan context, the components below a provider use. */

import { defaultKernel, type Kernel, type Params } from 'mizan-client'
import { GLOBAL } from 'mizan-client/adapter'
import { type Accessor, createComputed, createContext, onCleanup, useContext } from 'solid-js'

export type Given = Params | Accessor<Params>

export interface Surroundings {
  kernel: Kernel
  /** By the names of their contexts. */
  params: ReadonlyMap<string, Accessor<Params>>
}

export const SURROUNDINGS = createContext<Surroundings>()

/** The global context has no params, and needs no provider. */
export const ROOT: Surroundings['params'] = new Map([[GLOBAL, () => ({})]])

export function useSurroundings(): Surroundings {
  return useContext(SURROUNDINGS) ?? { kernel: defaultKernel(), params: ROOT }
}

/** Start something until the owner goes, and anew whenever what it read has changed. It returns how to stop. */
export function hold(start: () => () => void): void {
  createComputed(() => onCleanup(start()))
}
