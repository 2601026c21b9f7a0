/** Structural sharing: parts that did not change keep their identity, so that what shows them need not render. */

/** Turns what came over the wire into what is shown, with what was shown before wherever that is the same. */
export type Read = (next: unknown, previous?: unknown) => unknown

/** Return `next`, with every part that equals its counterpart in `previous` replaced by that. */
export const share: Read = (next, previous) => {
  if (!isObject(previous) || !isObject(next) || Array.isArray(previous) !== Array.isArray(next)) return next
  const parts = Object.entries(next).map(([name, part]): [string, unknown] => {
    return [name, share(part, Object.hasOwn(previous, name) ? previous[name] : undefined)]
  })
  const same = parts.every(([name, part]) => previous[name] === part)
  if (same && parts.length === Object.keys(previous).length) return previous
  // Built from entries, since assigning to `__proto__` would write through.
  return Array.isArray(next) ? parts.map(([, part]) => part) : Object.fromEntries(parts)
}

/** Tell whether a value has parts. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object'
}
