/** Which kernel, and which params per Mizan context, the components below a provider use. */

import { canonical, defaultKernel, type Kernel, type Params } from 'mizan-client'
import { createContext, useContext, useState } from 'react'

interface Surroundings {
  kernel: Kernel | undefined
  params: Readonly<Record<string, Params>>
}

export const Surroundings = createContext<Surroundings>({ kernel: undefined, params: {} })

export const GLOBAL = 'global'
const NONE: Params = {}

export function useKernel(): Kernel {
  return useContext(Surroundings).kernel ?? defaultKernel()
}

/** Return params with a stable identity: the given ones, else those of the nearest provider. */
export function useParams(hook: string, context: string, given: Params | undefined): Params {
  const surrounding = useContext(Surroundings).params
  const wanted = given ?? (Object.hasOwn(surrounding, context) ? surrounding[context] : undefined)
  if (!wanted && context !== GLOBAL) {
    throw new Error(`${hook} needs <${pascal(context)}Context> above it, or its params.`)
  }
  return useStable(wanted ?? NONE)
}

/** Return the value given first for as long as its successors say the same. */
export function useStable(value: Params): Params {
  const [kept, keep] = useState(value)
  if (kept === value || canonical(kept) === canonical(value)) return kept
  keep(value)
  return value
}

export function pascal(name: string): string {
  return name.replace(/(^|[._])([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase())
}
