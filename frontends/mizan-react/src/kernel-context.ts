/** Which kernel, and which params per Mizan context, the components below a provider use. */

import { type AnyQuery, canonical, defaultKernel, type Kernel, type Params } from 'mizan-client'
import { GLOBAL } from 'mizan-client/adapter'
import { createContext, use, useState } from 'react'

export interface Surroundings {
  kernel?: Kernel
  params: Readonly<Record<string, Params>>
}

export const Surroundings = createContext<Surroundings>({ params: {} })

export function useKernel(): Kernel {
  return use(Surroundings).kernel ?? defaultKernel()
}

/** Return params with a stable identity: the given ones, else those of the nearest provider. */
export function useParams({ name, context }: AnyQuery, given: Params | undefined, suffix: string): Params {
  const surrounding = use(Surroundings).params
  const wanted = given ?? (Object.hasOwn(surrounding, context) ? surrounding[context] : undefined)
  if (!wanted && context !== GLOBAL) {
    throw new Error(`use${pascal(name)}${suffix} needs <${pascal(context)}Context> above it, or its params.`)
  }
  return useStable(wanted ?? {})
}

/** Return the value given first for as long as its successors say the same. */
export function useStable(value: Params): Params {
  const [kept, keep] = useState(value)
  if (kept === value || canonical(kept) === canonical(value)) return kept
  keep(value)
  return value
}

function pascal(name: string): string {
  return name.replace(/(?:^|[._])(.)/g, (_, letter: string) => letter.toUpperCase())
}
