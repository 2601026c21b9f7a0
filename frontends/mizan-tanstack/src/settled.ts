/** Waiting: an entry from now on until it is neither pending nor asked for. */

import type { Entry } from 'mizan-client'

/** Load what an entry lacks and return its data, or throw its error. Whoever aborts needs it no longer. */
export function settled(entry: Entry, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { status, data, error, fetching } = entry.get()
      if (fetching || status === 'pending') return
      leave()
      if (error) reject(error)
      else resolve(data)
    }
    const leave = entry.subscribe(look)
    signal.addEventListener('abort', () => {
      leave()
      reject(signal.reason)
    })
    // The request that this asked for, if any, starts in a microtask.
    queueMicrotask(look)
  })
}
