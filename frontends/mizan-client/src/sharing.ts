/** Structural sharing: parts that did not change keep their identity, so that what shows them need not render. */

/** Return `next`, with every part that equals its counterpart in `previous` replaced by that. */
export function share<T>(previous: unknown, next: T): T {
  if (!isObject(previous) || !isObject(next) || Array.isArray(previous) !== Array.isArray(next)) return next
  const names = Object.keys(next)
  const parts = names.map((name) => share(Object.hasOwn(previous, name) ? previous[name] : undefined, next[name]))
  const same = names.every((name, index) => previous[name] === parts[index])
  if (same && names.length === Object.keys(previous).length) return previous as T
  // Built from entries, since assigning to `__proto__` would write through.
  return (Array.isArray(next) ? parts : Object.fromEntries(names.map((name, index) => [name, parts[index]]))) as T
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object'
}
