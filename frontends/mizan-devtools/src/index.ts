/** Mizan's devtools. */

import { defaultKernel, type Kernel } from 'mizan-client'
import { elementOf } from './element.ts'
import type { Live } from './live.ts'

export type { Live } from './live.ts'

export interface DevtoolsOptions {
  /** Whether the panel is open at first; by default as it was left in this tab. */
  open?: boolean | undefined
  /** The corner that the button is in, and the edge that the panel is at; `bottom-right` by default. */
  position?: 'bottom-right' | 'bottom-left' | 'top-right' | 'top-left' | undefined
  /** The page's live connection. */
  live?: Live | undefined
}

/** Put the devtools into the page. They record from now on. Returns how to remove them. */
export function devtools(kernel: Kernel = defaultKernel(), options: DevtoolsOptions = {}): () => void {
  // On a server there is nothing to look at.
  if (typeof document === 'undefined') return () => {}
  const element = elementOf(kernel, options)
  document.body.append(element)
  return () => element.remove()
}
