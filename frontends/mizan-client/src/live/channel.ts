/** The channel: what tabs of one browser say to each other, as far as they speak to the same server. */

import type { Core } from '../core.ts'
import { canonical } from '../keys.ts'
import { attempt } from '../snapshots.ts'
import { urlOf } from '../transport.ts'
import { parse, type Said } from './reading.ts'

/** Tabs that were loaded from another version of the page are not understood, and understand nothing. */
const VERSION = 1

export interface Channel {
  say(type: string, body?: object): void
  close(): void
}

/** Return the name that all tabs give to what they share. */
export function nameOf(core: Core): string {
  return `mizan ${urlOf(core, 'live')}`
}

/** Open it; undefined where the platform has none. `hear` is told what others say, of which nothing but its type is sure. */
export function openChannel(core: Core, hear: (type: string, said: Said) => void): Channel | undefined {
  if (!globalThis.BroadcastChannel) return undefined
  const channel = new BroadcastChannel(nameOf(core))
  // A program without a page ends when it has nothing else to do.
  ;(channel as { unref?: () => void }).unref?.()
  channel.onmessage = ({ data }) => {
    const [version, type, said] = Object.values(parse(data) ?? {})
    if (version === VERSION) attempt(() => hear(String(type), said as Said), undefined)
  }
  return {
    say: (type, body) => channel.postMessage(canonical([VERSION, type, body])),
    close: () => channel.close(),
  }
}
