/** The life of a page: it goes away and comes back, and so does its network. */

/**
 * Call `away` when the page is closed, frozen or kept aside by the browser, with `hidden` also when it is not seen; `back`
 * when it returns; `online` when the network does. Returns how to stop.
 */
export function watchLife(hidden: boolean, away: () => void, back: () => void, online: () => void): () => void {
  if (!globalThis.document) return () => {}
  const stop = new AbortController()
  const on = (target: EventTarget, type: string, listener: () => void) =>
    target.addEventListener(type, listener, { signal: stop.signal })
  on(window, 'pagehide', away)
  on(window, 'pageshow', back)
  on(window, 'online', online)
  on(document, 'freeze', away)
  on(document, 'resume', back)
  if (hidden) on(document, 'visibilitychange', () => (isHidden() ? away : back)())
  return () => stop.abort()
}

export function isHidden(): boolean {
  return globalThis.document?.visibilityState === 'hidden'
}
