/** The queue: the calls that wait, of this tab and of the others that share its store. */

import type { AnyMutation } from '../descriptors.ts'
import { MizanError } from '../errors.ts'
import { attempt } from '../snapshots.ts'
import type { CallAnswer, Instance } from '../transport.ts'
import type { QueuedCall, QueueStore } from './store.ts'

/** How a call ended. */
export interface Outcome {
  answer?: CallAnswer | undefined
  error?: MizanError | undefined
}

/** What a call is sent with beside its arguments; the next page knows nothing of it. */
export interface Sending {
  readonly mutation: AnyMutation
  readonly mounted: Instance[]
  readonly headers: HeadersInit | undefined
}

/** Who waits for a call in this tab. */
export interface Owner extends Sending {
  settle(outcome: Outcome): void
}

export interface Waiting {
  readonly call: QueuedCall
  readonly owner: Owner | undefined
  /** Whether the store has it. */
  kept: boolean
  /** How often the server broke down over it. */
  breakdowns: number
  /** Aborted when it waits no longer. */
  readonly abort: AbortController
}

export interface Queue {
  readonly size: number
  /** The calls in the order they were made; the same list until it changes. */
  calls(): readonly QueuedCall[]
  subscribe(listener: () => void): () => void
  add(call: QueuedCall, owner: Owner): void
  /** Return the call to send next, of those that no other tab has ended. */
  next(): Promise<Waiting | undefined>
  /** Take a call out, and tell whoever waits for it how it ended; nothing if it is out. */
  end(id: string, outcome: Outcome): void
  /** Leave all to the store and to the next page. */
  close(error: MizanError): void
}

interface Message {
  call?: QueuedCall
  id?: string
  answer?: CallAnswer | undefined
  /** What makes an error, since a copy of one has nothing but its message. */
  error?: ConstructorParameters<typeof MizanError> | undefined
}

/** Open the queue of a name. Tabs tell each other what they put in and take out, and the store has the last word. */
export function openQueue(name: string, store: QueueStore): Queue {
  const waiting = new Map<string, Waiting>()
  const ended = new Set<string>()
  const listeners = new Set<() => void>()
  const channel = globalThis.BroadcastChannel && new BroadcastChannel(name)
  let shown: readonly QueuedCall[] | undefined
  let warned = false

  ;(channel as unknown as { unref?: () => void } | undefined)?.unref?.()
  channel?.addEventListener('message', ({ data: { call, id = '', answer, error } }: MessageEvent<Message>) => {
    if (call) take(call)
    else drop(id, error ? { error: new MizanError(...error) } : { answer: answer! })
  })

  function take(call: QueuedCall, owner?: Owner): Waiting | undefined {
    // One that has ended may still stand in what the store was asked for before.
    if (ended.has(call.id) || waiting.has(call.id)) return undefined
    const added = { call, owner, kept: !owner, breakdowns: 0, abort: new AbortController() }
    waiting.set(call.id, added)
    changed()
    return added
  }

  function drop(id: string, outcome: Outcome): void {
    const found = waiting.get(id)
    ended.add(id)
    waiting.delete(id)
    found?.abort.abort()
    if (found) changed()
    found?.owner?.settle(outcome)
  }

  function changed(): void {
    shown = undefined
    for (const listener of [...listeners]) attempt(listener, undefined)
  }

  /** Ask the store; where it fails, what this tab has in memory must do. */
  async function ask<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!warned) console.warn('Calls for later are kept in memory only, since they could not be stored.', error)
      warned = true
      return otherwise
    }
  }

  // The same order in all tabs.
  const inOrder = () =>
    [...waiting.values()].sort(
      ({ call: one }, { call: other }) => one.time - other.time || (one.id < other.id ? -1 : 1),
    )

  return {
    get size() {
      return waiting.size
    },

    calls: () => (shown ??= inOrder().map(({ call }) => call)),

    subscribe(listener) {
      const own = () => listener()
      listeners.add(own)
      return () => listeners.delete(own)
    },

    add(call, owner) {
      const added = take(call, owner)!
      void ask(async () => {
        await store.put(call)
        added.kept = true
        channel?.postMessage({ call })
      }, undefined)
    },

    async next() {
      const stored = await ask(() => store.all(), [])
      for (const call of stored) take(call)
      const known = new Set(stored.map(({ id }) => id))
      // What the store had and has not any more was ended in another tab, whose message is on its way.
      return inOrder().find(({ call, kept }) => !kept || known.has(call.id))
    },

    end(id, outcome) {
      if (!waiting.has(id)) return
      const { answer, error } = outcome
      // Before it is out of the store, so that no tab misses it without knowing why.
      const message: Message = { id, answer, error: error && [error.code, error.message, error.details, error.status] }
      channel?.postMessage(message)
      void ask(() => store.remove(id), undefined)
      drop(id, outcome)
    },

    close(error) {
      channel?.close()
      for (const { abort, owner } of waiting.values()) {
        abort.abort()
        owner?.settle({ error })
      }
      waiting.clear()
      listeners.clear()
    },
  }
}
