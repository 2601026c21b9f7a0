/** The election: of all tabs that want to, one leads, and another when it is gone. */

/** Tell whether this platform can elect. */
export function canElect(): boolean {
  return Boolean(globalThis.navigator?.locks && globalThis.BroadcastChannel)
}

/** Call `lead` as soon as nobody else of this name leads. Returns how to stand back. */
export function elect(name: string, lead: () => void): () => void {
  const gone = new AbortController()
  const { signal } = gone
  const term = () => {
    lead()
    return new Promise((resolve) => signal.addEventListener('abort', resolve))
  }
  // Rejects when it is given up before it was won.
  navigator.locks.request(name, { signal }, term).catch(() => {})
  return () => gone.abort()
}
