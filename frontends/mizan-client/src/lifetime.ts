/** When the page comes back: the tab is shown again, the network is there again. */

const THROTTLE_MS = 5000

/** Call back when the page comes back, at most every five seconds. Returns how to stop. */
export function watchPage(revive: () => void): () => void {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => {}
  let last = 0
  const onShow = () => {
    if (document.visibilityState !== 'visible' || Date.now() - last < THROTTLE_MS) return
    last = Date.now()
    revive()
  }
  // Coming back online is rare and always worth it.
  document.addEventListener('visibilitychange', onShow)
  window.addEventListener('online', revive)
  return () => {
    document.removeEventListener('visibilitychange', onShow)
    window.removeEventListener('online', revive)
  }
}
