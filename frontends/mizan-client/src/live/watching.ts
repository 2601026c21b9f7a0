/** What one connection watches for all who share it. */

import type { Core } from '../core.ts'
import { canonical } from '../keys.ts'
import type { Instance } from '../transport.ts'
import type { Watch } from './reading.ts'
import { request } from './request.ts'

export interface Watching {
  /** A stream began, or ended if it has no name: nothing is watched yet, or any more. */
  begin(connection?: string): void
  /** Watch for a tab, and leave what no tab wants any more. */
  want(tab: string, watch: readonly Watch[], unwatch: readonly Instance[]): void
  /** The server said of which instances it knows now. */
  confirm(instances: readonly Instance[]): void
}

const ANSWER_MS = 5000
const LONGEST_MS = 60_000
/** So many in one message. */
const MOST = 500

/** Begin with nothing. `lost` is called when the server does not know the connection. */
export function createWatching(core: Core, lost: () => void): Watching {
  let connection: string | undefined
  /** The tabs that want an instance, by its spelling. */
  const holders = new Map<string, Set<string>>()
  /** What is to be said, by its spelling: what has a topic is to be watched, else left. */
  let waiting = new Map<string, Watch>()
  /** What was said and not answered yet. One message at a time, so that an answer is the answer to it. */
  let sent: typeof waiting | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let tries = 0

  function send(): void {
    if (!connection || sent) return
    // What was left before it was watched need not be.
    const batch = [...waiting].filter(([, each]) => !each.topic || holders.has(keyOf(each)))
    waiting = new Map(batch.splice(MOST))
    if (!batch.length) return
    sent = new Map(batch)
    const said = [...sent.values()]
    const watch = said.filter(({ topic }) => topic)
    const unwatch = said.filter(({ topic }) => !topic)
    timer = setTimeout(again, Math.min(LONGEST_MS, ANSWER_MS * 2 ** tries++))
    const name = connection
    request(core, `live/${name}`, { watch, unwatch }).catch(({ status }: { status?: number }) => {
      if (status === 404 && name === connection) lost()
    })
  }

  function again(): void {
    waiting = new Map([...sent!, ...waiting])
    sent = undefined
    send()
  }

  function answered(): void {
    clearTimeout(timer)
    sent = undefined
    tries = 0
  }

  function begin(name?: string): void {
    connection = name
    holders.clear()
    waiting.clear()
    answered()
  }

  return {
    begin,

    want(tab, watch, unwatch) {
      for (const { context, params } of unwatch) {
        const key = keyOf({ context, params })
        const tabs = holders.get(key)
        if (!tabs?.delete(tab) || tabs.size) continue
        holders.delete(key)
        waiting.set(key, { context, params })
      }
      for (const each of watch) {
        const key = keyOf(each)
        waiting.delete(key)
        waiting.set(canonical(each), each)
        if (!holders.has(key)) holders.set(key, new Set())
        holders.get(key)!.add(tab)
      }
      send()
    },

    confirm(instances) {
      const known = instances.map(keyOf)
      if (!sent || [...sent.values()].some((each) => each.topic && !known.includes(keyOf(each)))) return
      answered()
      send()
    },
  }
}

/** Spell an instance. */
export function keyOf({ context, params }: Instance): string {
  return canonical({ context, params })
}
