/** What this tab has mounted, and what allows to watch it. */

import { instanceOf, instances } from '../directory.ts'
import type { InstanceState } from '../entry.ts'
import type { Kernel } from '../kernel.ts'
import { tap } from '../tap.ts'
import type { Bundle, Instance } from '../transport.ts'
import type { Watch } from './reading.ts'
import { keyOf } from './watching.ts'

export interface Mounted {
  /** Tell all of it, to somebody who knows nothing. */
  tell(): void
  /** Tell that none of it is to be watched any more. */
  leave(): void
  /** The server did not take the topics of these. */
  refuse(instances: readonly Instance[]): void
  stop(): void
}

export interface Follower {
  /** Told what is to be watched, and what not any more. */
  told(watch: readonly Watch[], unwatch: readonly Instance[]): void
  /** Asks for what has no topic, so that nobody would say when it becomes stale. */
  ask(instances: readonly Instance[]): void
}

/** What comes within this time is told together. */
const TOGETHER_MS = 50

/** Follow a kernel. */
export function followMounted(kernel: Kernel, { told, ask }: Follower): Mounted {
  const { core } = kernel
  /** Where the server stood when it read the oldest of what an instance shows. */
  let topics = new WeakMap<InstanceState, string>()
  /** Those that were asked for as a whole, whether a topic came with it or not. */
  let asked = new WeakSet<InstanceState>()
  /** Those whose topic was refused on this stream. Asking for another one helps once, or not at all. */
  let refused = new WeakSet<InstanceState>()
  /** Whether the server, as far as anybody can tell, has no topics to give. */
  let isSilent = false
  let hasTopics = false
  let watched = new Set<InstanceState>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function later(): void {
    timer ??= setTimeout(compare, TOGETHER_MS)
  }

  /** Tell what is another than before. */
  function compare(): void {
    timer = undefined
    const mounted = [...instances(core)].filter(({ observers }) => observers)
    const before = watched
    watched = new Set(mounted.filter((each) => topics.has(each)))
    const watch = [...watched].filter((each) => !before.has(each))
    const unwatch = [...before].filter((each) => !watched.has(each))
    if (watch.length + unwatch.length) told(watch.map(spelt), unwatch.map(spelt))
    const bare = mounted.filter((each) => !isSilent && !asked.has(each) && !isOnItsWay(each))
    for (const each of bare) asked.add(each)
    ask(bare.map(spelt))
  }

  function spelt(instance: InstanceState): Watch {
    const { context, params } = instance
    return { context, params, topic: topics.get(instance) }
  }

  /**
   * Take the topic that came with what was asked for at `start`, when that is in place, if nothing else is shown that is
   * older. Where no topic is known, what is asked for as part of another instance does not count.
   */
  function take(instance: InstanceState, { topic, data }: Bundle, start?: number): void {
    hasTopics ||= topic !== undefined
    isSilent = !hasTopics && (isSilent || data !== undefined)
    const end = core.now
    const isNew = (at: number) => at === start || at > end
    setTimeout(() => {
      const shown = Object.values(instance.entries).filter((each) => topics.has(instance) || each.instance === instance)
      const isCovered =
        shown.every(({ staleAt, dataAt }) => staleAt >= dataAt || isNew(dataAt)) &&
        [...(instance.spare?.values() ?? [])].every(({ at }) => isNew(at))
      if (topic && isCovered) {
        topics.set(instance, topic)
        asked.add(instance)
      }
      later()
    }, 0)
  }

  const stop = tap(kernel, ({ type, what }) => {
    if (type === 'mounted') later()
    else if (type === 'done') {
      const [{ context, params, only }, answer] = what
      const instance = instanceOf(core, context, params)
      if (!only) asked.add(instance)
      const flight = only ? instance.entries[`.${only[0]}`]?.flight : instance.whole
      take(instance, answer as Bundle, flight?.start)
    } else if (type === 'answered') {
      const { refreshed = [] } = what[1] as { refreshed?: (Instance & Bundle)[] }
      for (const each of refreshed) take(instanceOf(core, each.context, each.params), each)
    } else if (type === 'epoch') {
      topics = new WeakMap()
      asked = new WeakSet()
    }
  })

  return {
    tell() {
      watched = new Set()
      refused = new WeakSet()
      later()
    },

    leave: () => told([], [...watched].map(spelt)),

    refuse(named) {
      const keys = named.map(keyOf)
      for (const each of watched) {
        if (refused.has(each) || !keys.includes(keyOf(each))) continue
        refused.add(each)
        watched.delete(each)
        topics.delete(each)
        asked.delete(each)
      }
      later()
    },

    stop() {
      clearTimeout(timer)
      stop()
    },
  }
}

function isOnItsWay({ planned, whole, entries }: InstanceState): boolean {
  return !!planned || whole !== undefined || Object.values(entries).some(({ flight }) => flight)
}
