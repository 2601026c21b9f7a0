/** When the page comes back: the tab is shown again, the network is there again. */

const THROTTLE_MS = 5000

/** Call back when the page comes back, at most every five seconds; what comes sooner waits. Returns how to stop. */
export function watchPage(revive: () => void): () => void {
  if (typeof document === 'undefined') return () => {}
  let last = 0
  let waiting: ReturnType<typeof setTimeout> | undefined
  const stop = new AbortController()
  const { signal } = stop
  const run = () => {
    waiting = undefined
    last = Date.now()
    revive()
  }
  const wake = () => {
    // A hidden page waits until it is shown.
    if (document.visibilityState !== 'hidden') waiting ??= setTimeout(run, last + THROTTLE_MS - Date.now())
  }
  document.addEventListener('visibilitychange', wake, { signal })
  window.addEventListener('online', wake, { signal })
  return () => {
    clearTimeout(waiting)
    stop.abort()
  }
}
