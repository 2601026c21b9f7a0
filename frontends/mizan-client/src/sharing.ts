/** Structural sharing: parts that did not change keep their identity, so that what shows them need not render. */

/** Return `next`, with every part that equals its counterpart in `previous` replaced by that. */
export function share<T>(previous: unknown, next: T): T {
  if (!isObject(previous) || !isObject(next) || Array.isArray(previous) !== Array.isArray(next)) return next
  const parts = Object.entries(next).map(([name, part]): [string, unknown] => {
    return [name, share(Object.hasOwn(previous, name) ? previous[name] : undefined, part)]
  })
  const same = parts.every(([name, part]) => previous[name] === part)
  if (same && parts.length === Object.keys(previous).length) return previous as T
  // Built from entries, since assigning to `__proto__` would write through.
  return (Array.isArray(next) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as T
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object'
}
