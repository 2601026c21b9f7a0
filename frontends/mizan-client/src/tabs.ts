/** Tabs: what one tab of a browser wrote becomes stale in the others: `mizan-client/tabs`. */

import type { Kernel } from './kernel.ts'
import { openChannel } from './live/channel.ts'
import { type Said, targetsOf } from './live/reading.ts'
import { tap } from './tap.ts'
import type { CallAnswer, Target } from './transport.ts'

/** Share with other tabs what became stale: names and params, never data. Returns how to stop. */
export function tabs(kernel: Kernel): () => void {
  const channel = openChannel(kernel.core, (type, said) => {
    if (type === WROTE) hearWrite(kernel, said, (targets) => kernel.invalidate(targets))
  })
  const stop = tellWrites(kernel, (targets) => channel?.say(WROTE, { targets }))
  const unwatch = watchReturn(() => kernel.invalidate([{}]))
  return () => {
    stop()
    unwatch()
    channel?.close()
  }
}

export const WROTE = 'wrote'

/** Tell what each mutation of this tab makes stale. */
export function tellWrites(kernel: Kernel, tell: (targets: readonly Target[]) => void): () => void {
  return tap(kernel, ({ type, what }) => {
    if (type !== 'answered') return
    const [{ mutation }, answer] = what
    const targets = 'result' in answer ? targetsIn(answer) : isRefusal(answer) ? [] : doubted(mutation.contexts)
    if (targets.length) tell(targets)
  })
}

/** Do what another tab wrote: all is forgotten where another identity begins, else `apply` is given the targets. */
export function hearWrite(kernel: Kernel, said: Said, apply: (targets: readonly Target[]) => void): void {
  const list = said?.targets
  if (Array.isArray(list) && list.some((each: Said) => each?.all)) kernel.reset()
  else apply(targetsOf(list))
}

/** What came fresh is stale elsewhere. */
function targetsIn({ invalidate = [], refreshed = [] }: CallAnswer): Target[] {
  const fresh = refreshed.flatMap(({ params, data, errors }) =>
    Object.keys({ ...data, ...errors }).map((name) => ({ function: name, params })),
  )
  return [...invalidate, ...fresh]
}

function isRefusal({ status }: { status: number }): boolean {
  return status >= 400 && status < 500
}

/** A mutation broke: it may have happened or not. */
function doubted(contexts: readonly string[]): Target[] {
  return contexts.map((context) => (context === '*' ? {} : { context }))
}

/** Call back when the page was away without hearing anything, and is shown again as it was. */
function watchReturn(back: () => void): () => void {
  if (!globalThis.window) return () => {}
  const show = ({ persisted }: PageTransitionEvent) => persisted && back()
  window.addEventListener('pageshow', show)
  return () => window.removeEventListener('pageshow', show)
}
