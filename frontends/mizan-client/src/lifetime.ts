/** When the page comes back: the tab is shown again, the network is there again. */

/** Call back when the page comes back, at most every five seconds; what comes sooner waits. Returns how to stop. */
export function watchPage(revive: () => void): () => void {
  const throttleMs = 5000
  /** When it may be called back again, in ms since 1970. */
  let next = 0
  let waiting: ReturnType<typeof setTimeout> | undefined
  const stop = new AbortController()
  const run = () => {
    waiting = undefined
    next = Date.now() + throttleMs
    revive()
  }
  const wake = () => {
    // A hidden page waits until it is shown.
    if (document.visibilityState !== 'hidden') waiting ??= setTimeout(run, next - Date.now())
  }
  globalThis.document?.addEventListener('visibilitychange', wake, stop)
  globalThis.window?.addEventListener('online', wake, stop)
  return () => {
    clearTimeout(waiting)
    stop.abort()
  }
}
