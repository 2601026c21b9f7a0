/** Taps: hear of all that happens in a kernel: `mizan-client/tap`. For Mizan's own parts; it may change with any version. */

import type { Core } from './core.ts'
import type { AnyMutation } from './descriptors.ts'
import type { MizanError } from './errors.ts'
import type { Events, Tell } from './events.ts'
import type { Kernel } from './kernel.ts'
import type { Params } from './keys.ts'
import { attempt } from './snapshots.ts'
import type { Bundle, CallAnswer, Instance, Transport } from './transport.ts'

export type { Core } from './core.ts'
export type { EntryState, InstanceState, Layer } from './entry.ts'
export type { Bundle, CallAnswer, Target, Transport } from './transport.ts'

/** A request for a context, or for a part of it. One that is sent again is another one. */
export interface Request extends Instance {
  readonly only: readonly string[] | undefined
}

/** A mutation or a plain call. */
export interface Call {
  readonly mutation: AnyMutation
  readonly args: Params
}

/** What a tap hears of, and what of it. */
export interface TapEvents extends Events {
  sent: [Request]
  /** It was answered: with a bundle, or an error; nothing was done with that yet. */
  done: [Request, Bundle | MizanError]
  called: [Call]
  /** It was answered, and nothing was done with the answer yet. */
  answered: [Call, CallAnswer | MizanError]
}

/** One thing that happened. */
export type KernelEvent = {
  [Type in keyof TapEvents]: { type: Type; what: TapEvents[Type] }
}[keyof TapEvents]

type TellAll = <Type extends keyof TapEvents>(type: Type, ...what: TapEvents[Type]) => void
type Listener = (event: KernelEvent) => void

const taps = new WeakMap<Core, Set<Listener>>()

/** Hear of what happens from now on, in the moment it does. What the listener throws is reported. Returns how to stop. */
export function tap({ core }: Kernel, listener: Listener): () => void {
  const listeners = taps.get(core) ?? install(core)
  const own: Listener = (event) => listener(event)
  listeners.add(own)
  return () => listeners.delete(own)
}

function install(core: Core): Set<Listener> {
  const listeners = new Set<Listener>()
  const tell: TellAll = (type, ...what) => {
    for (const listener of [...listeners]) attempt(() => listener({ type, what } as KernelEvent), undefined)
  }
  taps.set(core, listeners)
  core.tell = tell as Tell
  core.transport = overheard(core.transport, tell)
  return listeners
}

/** Tell of every request and its answer. */
function overheard(transport: Transport, tell: TellAll): Transport {
  return {
    fetch({ context, params }, only, options) {
      const request = { context, params, only }
      tell('sent', request)
      return heard(transport.fetch({ context, params }, only, options), (outcome) => tell('done', request, outcome))
    },

    call(mutation, args, mounted, options) {
      const call = { mutation, args }
      const answered = transport.call(mutation, args, mounted, options)
      tell('called', call)
      return heard(answered, (outcome) => tell('answered', call, outcome))
    },
  }
}

async function heard<T>(done: Promise<T>, tell: (outcome: T | MizanError) => void): Promise<T> {
  try {
    const outcome = await done
    tell(outcome)
    return outcome
  } catch (error) {
    tell(error as MizanError)
    throw error
  }
}
