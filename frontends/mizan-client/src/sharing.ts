/** Structural sharing: parts that did not change keep their identity, so that what shows them need not render. */

/** Turns what came over the wire into what is shown, with what was shown before wherever that is the same. */
export type Read = (next: unknown, previous?: unknown) => unknown

/** Return `previous` if `next` equals it, else `next` with every part replaced by its counterpart where that equals it. */
export const share: Read = (next, previous) => {
  if (!isObject(previous) || !isObject(next) || Array.isArray(previous) !== Array.isArray(next)) return next
  const names = Object.keys(next)
  // Members of its own, so that no name can write through to what is inherited.
  for (const name of names) next[name] = share(next[name], ownMember(previous, name))
  const same = names.length === Object.keys(previous).length && names.every((name) => next[name] === previous[name])
  return same ? previous : next
}

/** Tell whether a value has parts. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object'
}

/** Return what an object holds under a name, and not what it inherits. */
export function ownMember<T>(parts: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(parts, name) ? parts[name] : undefined
}
