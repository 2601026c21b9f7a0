/** Live: what the panel asks of a connection over which the server tells what others made stale. */

export interface Live {
  /** How it stands, in a word: `open`, `connecting`, `closed`. */
  status(): string
  /**
   * Call back when it stands otherwise. With `true`, it says that what the server pushed is about to be made stale, in
   * this very turn; without that, pushes are shown as invalidations of the page's. Returns how to stop.
   */
  subscribe(listener: (pushed?: unknown) => void): () => void
}

/** How it stood since when. */
export interface Standing {
  readonly at: number
  readonly status: string
}

export interface LiveLog {
  /** Oldest first; undefined where the page has no live connection. */
  readonly standings: readonly Standing[] | undefined
  readonly pushes: number
  stop(): void
}

const KEPT = 50

/** Note how a connection stands from now on. */
export function watchLive(live: Live | undefined, pushed: () => void, changed: () => void): LiveLog {
  if (!live) return { standings: undefined, pushes: 0, stop() {} }
  const standings: Standing[] = []
  let pushes = 0
  const note = () => {
    const status = live.status()
    if (standings.at(-1)?.status === status) return
    standings.push({ at: Date.now(), status })
    if (standings.length > KEPT) standings.shift()
  }
  note()
  const stop = live.subscribe((isPush) => {
    if (isPush === true) {
      pushes++
      pushed()
    }
    note()
    changed()
  })
  return {
    standings,
    get pushes() {
      return pushes
    },
    stop,
  }
}
