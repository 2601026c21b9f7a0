/** Structural sharing: parts that did not change keep their identity, so that what shows them need not render. */

/** Return `next`, with every part that equals its counterpart in `previous` replaced by that. */
export function share<T>(previous: unknown, next: T): T {
  if (Object.is(previous, next)) return next
  if (Array.isArray(previous) && Array.isArray(next)) {
    const items = next.map((item, index) => share(previous[index], item))
    return same(previous, items) ? (previous as T) : (items as T)
  }
  if (!isRecord(previous) || !isRecord(next)) return next
  const names = Object.keys(next)
  const shared: Record<string, unknown> = {}
  for (const name of names) {
    const value = share(Object.hasOwn(previous, name) ? previous[name] : undefined, next[name])
    // Assigning to `__proto__` would write through; defining it makes it data.
    Object.defineProperty(shared, name, { value, enumerable: true, writable: true, configurable: true })
  }
  const equal = names.length === Object.keys(previous).length && names.every((name) => previous[name] === shared[name])
  return equal && names.every((name) => Object.hasOwn(previous, name)) ? (previous as T) : (shared as T)
}

function same(one: unknown[], other: unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => Object.is(item, other[index]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
