/** The shape of a kernel's state: of histories that lead to the same, one need be gone on with. Nothing is judged by it. */

import type { Kernel } from '../../src/index.ts'

/** Times on the kernel's own clock, of which only the order matters, and in ms, of which only the distance does. */
const LOGICAL = new Set(['dataAt', 'staleAt', 'loadedAt', 'start', 'at', 'until'])
const PHYSICAL = new Set(['leftAt'])
/** What is the same all along, or spelt elsewhere. */
const SKIPPED = new Set(['options', 'transport', 'marks', 'sweeping', 'now', 'handle', 'readAt', 'cause'])

/** Spell all of a kernel's state at a moment, and where further times of its clock stand among its own. */
export function spellState({ core }: Kernel, now: number, others: readonly number[]): string {
  const times: number[] = [0, ...others]
  walk(core, (name, value) => {
    if (LOGICAL.has(name)) times.push(value as number)
    return ''
  })
  const ranks = new Map([...new Set(times)].sort((one, other) => one - other).map((time, rank) => [time, rank]))
  const spelt = walk(core, (name, value) => {
    if (LOGICAL.has(name)) return String(ranks.get(value as number))
    return PHYSICAL.has(name) ? String(now - (value as number)) : String(JSON.stringify(value))
  })
  return `${spelt} ${others.map((time) => ranks.get(time))}`
}

/** Go through everything once, also where it refers back. */
function walk(root: unknown, leaf: (name: string, value: unknown) => string): string {
  const seen = new Map<unknown, number>()
  const go = (name: string, value: unknown): string => {
    if (typeof value === 'function' || SKIPPED.has(name)) return ''
    if (value === null || typeof value !== 'object') return leaf(name, value)
    if (value instanceof Promise) return 'promise'
    if (value instanceof AbortController) return String(value.signal.aborted)
    if (value instanceof Error) return String((value as { code?: string }).code)
    const known = seen.get(value)
    if (known !== undefined) return `#${known}`
    seen.set(value, seen.size)
    if (value instanceof Set) return `{${[...value].map((each) => go('', each))}}`
    const parts = value instanceof Map ? [...value] : Object.entries(value)
    return `{${parts.map(([part, each]) => `${part}:${go(String(part), each)}`)}}`
  }
  return go('', root)
}
