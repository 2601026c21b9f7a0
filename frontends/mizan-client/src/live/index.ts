/** Live: what others did becomes stale here as soon as they did it: `mizan-client/live`. */

import type { Kernel } from '../kernel.ts'
import { attempt } from '../snapshots.ts'
import { hearWrite, tellWrites, WROTE } from '../tabs.ts'
import { tap } from '../tap.ts'
import type { Target } from '../transport.ts'
import { type Channel, nameOf, openChannel } from './channel.ts'
import type { Status } from './connection.ts'
import { canElect, elect } from './election.ts'
import { createLeader, type Leader } from './leader.ts'
import { followMounted } from './mounted.ts'
import { isHidden, watchLife } from './page.ts'
import { createPending } from './pending.ts'
import { instancesOf, type Said, targetsOf } from './reading.ts'

export interface LiveOptions {
  /** One connection for all tabs of a browser, who are one user; true by default. */
  shared?: boolean | undefined
}

export type { Status }

export interface Live {
  status(): Status
  /** Call back when the status changed, and, with `true`, when what others did is about to be applied. Returns how to stop. */
  subscribe(listener: (isPush: boolean) => void): () => void
  /** Close it for good. */
  stop(): void
}

/** So long the server may take to tell what another tab told already. */
const HOLD_MS = 1000
const STATUSES: readonly Status[] = ['connecting', 'open', 'closed']

/** Keep what a kernel shows fresh when others change it. It connects when the first answer says that the server is live. */
export function live(kernel: Kernel, { shared = true }: LiveOptions = {}): Live {
  const { core } = kernel
  const me = `${Math.random()}${Math.random()}`.replaceAll('0.', '')
  const elects = shared && canElect()
  const listeners = new Set<(isPush: boolean) => void>()
  const tell = (isPush: boolean) => {
    for (const listener of [...listeners]) attempt(() => listener(isPush), undefined)
  }
  const pending = createPending(kernel, () => tell(true))
  /** Those of whom the server told something lately. */
  const told = new Set<unknown>()
  let status: Status = 'connecting'
  let begun = core.groups.size > 0
  let channel: Channel | undefined
  let leader: Leader | undefined
  let leave: (() => void) | undefined

  /** Say something to all tabs that share the stream, this one included. */
  function share(type: string, body?: object): void {
    hear(type, body as Said)
    if (elects) channel?.say(type, body)
  }

  /** Say something to the tab that leads. */
  function report(type: string, body: object): void {
    if (leader) leader.hear(type, body as Said)
    else channel?.say(type, body)
  }

  function hear(type: string, said: Said): void {
    if (type === 'status') show(said?.status)
    else if (type === 'ask') mounted.tell()
    else if (type === 'refused') mounted.refuse(instancesOf(said))
    else if (type === 'stale') hearStale(targetsOf(said?.targets), said?.origin)
    else if (type === WROTE) hearWrite(kernel, said, (targets) => hold(targets, said?.origin))
    else leader?.hear(type, said)
  }

  function hearStale(targets: readonly Target[], origin: unknown): void {
    if (origin === me) return
    pending.add(targets)
    told.add(origin)
    setTimeout(() => told.delete(origin), 2 * HOLD_MS)
  }

  /** Leave it to the server to tell what another tab wrote, if it does. */
  function hold(targets: readonly Target[], origin: unknown): void {
    if (status === 'open' && origin) setTimeout(() => told.has(origin) || pending.add(targets), HOLD_MS)
    else kernel.invalidate(targets)
  }

  function show(said: unknown): void {
    const next = STATUSES.find((each) => each === said)
    if (!next || next === status) return
    status = next
    tell(false)
  }

  function lead(): void {
    leader = createLeader(core, share)
  }

  function join(): void {
    if (!begun || leave || (!elects && isHidden())) return
    leave = () => {}
    if (shared) channel = openChannel(core, hear)
    if (elects) leave = elect(nameOf(core), lead)
    else lead()
    mounted.tell()
  }

  function part(): void {
    if (leader) leader.stop()
    else mounted.leave()
    leave?.()
    channel?.close()
    leave = leader = channel = undefined
    show('connecting')
  }

  const untap = tap(kernel, ({ type }) => {
    if (!begun && (type === 'mounted' || type === 'called')) {
      begun = true
      join()
    } else if (type === 'epoch') {
      pending.clear()
      report('restart', {})
    }
  })
  const mounted = followMounted(kernel, {
    told: (watch, unwatch) => report('want', { tab: me, watch, unwatch }),
    ask: pending.add,
  })
  const stops = [
    untap,
    mounted.stop,
    tellWrites(kernel, (targets) => channel?.say(WROTE, { targets, origin: me })),
    watchLife(!elects, part, join, () => report('restart', {})),
  ]

  core.marks['mizan-origin'] = me
  join()

  return {
    status: () => status,
    subscribe(listener) {
      const own = (isPush: boolean) => listener(isPush)
      listeners.add(own)
      return () => listeners.delete(own)
    },
    stop() {
      for (const stop of stops) stop()
      part()
      pending.clear()
      if (core.marks['mizan-origin'] === me) delete core.marks['mizan-origin']
      show('closed')
    },
  }
}
