/** The history: listens to a kernel, and keeps the newest steps with the reason of each. */

import { isMizanError, type Kernel, type MizanError, type Params } from 'mizan-client'
import {
  type Bundle,
  type Call,
  type CallAnswer,
  type EntryState,
  type KernelEvent,
  type Layer,
  type Request,
  type Target,
  tap,
} from 'mizan-client/tap'
import { expectations } from './expectations.ts'
import { flightOf, groundsOf, named, reasonsOf } from './grounds.ts'
import type { Because, CallStep, InvalidateStep, RefetchStep, RequestStep, ResetStep, Step, Who } from './steps.ts'
import { nameOf } from './text.ts'

export interface History {
  /** Oldest first. */
  readonly steps: readonly Step[]
  /** While true, what happens is not kept. */
  paused: boolean
  clear(): void
  /** Do something in somebody's name. */
  by(who: Who, work: () => void): void
  /** What becomes stale until the end of this turn was pushed by the server. */
  pushed(): void
  /** The call that laid a layer, if it was heard of. */
  layerOf(layer: Layer): CallStep | undefined
  stop(): void
}

/** A step that was not noted yet. */
type New<S extends Step> = S extends Step ? Omit<S, 'id' | 'at'> : never

type Flight = NonNullable<EntryState['flight']>

interface Sent {
  readonly step: RequestStep
  readonly start: number
  readonly flight: Flight | undefined
  readonly grounds: ReadonlyMap<EntryState, Because>
}

/** Names of arguments whose values are not kept. */
const SECRET = /passw|passphrase|secret|token|credential/i

const RUNNING = { outcome: 'running', took: undefined, error: undefined } as const

/** Listen from now on. `changed` is told whenever something is to be shown anew. */
export function record(kernel: Kernel, changed: () => void, limit = 500): History {
  const { core } = kernel
  const requests = new WeakMap<Request, Sent>()
  const calls = new WeakMap<Call, { step: CallStep; start: number }>()
  const layers = new WeakMap<Layer, CallStep>()
  /** Why entries are stale that were not asked for since. */
  const grounds = new WeakMap<EntryState, Because>()
  /** The last request of a flight, which is another one where it is sent again. */
  const tries = new WeakMap<Flight, Sent>()
  /** What made flights useless. */
  const useless = new WeakMap<Flight, string>()
  const expected = expectations()
  let steps: Step[] = []
  let ids = 0
  /** Whose work runs now. */
  let who: Who = 'page'
  /** What is made stale by the same hand in this turn is one step. */
  let current: InvalidateStep | RefetchStep | undefined

  function add<S extends Step>(step: New<S>): S {
    const made = { id: ++ids, at: Date.now(), ...step } as unknown as S
    if (!history.paused) {
      steps.push(made)
      if (steps.length > limit) steps.shift()
    }
    return made
  }

  function gather<S extends InvalidateStep | RefetchStep>(step: S): S {
    current = step
    queueMicrotask(() => {
      if (current === step) current = undefined
    })
    return step
  }

  function invalidate(by: Who): InvalidateStep {
    return gather(add<InvalidateStep>({ kind: 'invalidate', by, targets: [] }))
  }

  /** What makes an entry stale; it is noted of what. */
  function blame(entry: EntryState, target: Target | undefined): Because {
    if (!target) {
      const step =
        current?.kind === 'refetch' ? current : gather(add<RefetchStep>({ kind: 'refetch', by: who, entries: [] }))
      step.entries.push(named(entry))
      return { cause: step, target }
    }
    const call = expected.blame(target)
    if (call) return { cause: call, target }
    const cause = current?.kind === 'invalidate' ? current : invalidate(who)
    if (!cause.targets.includes(target)) cause.targets.push(target)
    return { cause, target }
  }

  function outdate(entry: EntryState, because: Because): void {
    grounds.set(entry, because)
    if (entry.flight && typeof because.cause !== 'string')
      useless.set(entry.flight, `made stale by ${nameOf(because.cause)}`)
  }

  function sent(request: Request): void {
    const flight = flightOf(core, request)
    const before = flight && tries.get(flight)
    const own = before?.grounds ?? groundsOf(core, flight, grounds)
    const { context, params, only } = request
    const reasons = reasonsOf(own, flight ? 'mounted' : 'fetched', only)
    const attempt = before ? before.step.attempt + 1 : 1
    const step = add<RequestStep>({
      kind: 'request',
      context,
      params,
      only,
      reasons,
      attempt,
      failed: [],
      aborted: undefined,
      ...RUNNING,
    })
    const known = { step, start: performance.now(), flight, grounds: own }
    requests.set(request, known)
    if (flight) tries.set(flight, known)
  }

  function done(request: Request, answer: Bundle | MizanError): void {
    const known = requests.get(request)
    if (!known) return
    const { step, flight, start } = known
    step.took = performance.now() - start
    settle(step, answer)
    if (!isMizanError(answer)) step.failed = Object.keys(answer.errors ?? {})
    if (step.outcome !== 'aborted') return
    step.aborted = (flight && useless.get(flight)) ?? (flight ? 'nobody shows it any more' : 'by the page')
    // What they were to be asked for still holds where they still are to be.
    for (const [entry, because] of known.grounds) {
      if (!entry.flight && entry.staleAt > entry.dataAt && !grounds.has(entry)) grounds.set(entry, because)
    }
  }

  function called(call: Call): void {
    const { mutation, args } = call
    const { name, contexts } = mutation
    const laid = [...core.entries].flatMap((entry) => (entry.layers ?? []).map((layer) => ({ entry, layer })))
    const fresh = laid.filter(({ layer }) => layer.until === undefined && !layers.has(layer))
    const optimistic = fresh.map(({ entry }) => named(entry))
    const step = add<CallStep>({
      kind: 'call',
      name,
      args: discreet(args),
      contexts,
      optimistic,
      targets: [],
      refreshed: [],
      ...RUNNING,
    })
    for (const { layer } of fresh) layers.set(layer, step)
    calls.set(call, { step, start: performance.now() })
  }

  function answered(call: Call, answer: CallAnswer | MizanError): void {
    const known = calls.get(call)
    if (!known) return
    const { step, start } = known
    step.took = performance.now() - start
    settle(step, answer)
    if (!isMizanError(answer)) bring(step, answer)
    expected.add(step)
    for (const { home, flight } of core.entries) {
      if (flight && step.refreshed.some(({ name }) => name === home.context))
        useless.set(flight, `newer data came with ${step.name}`)
    }
  }

  function epoch(): void {
    const step = add<ResetStep>({ kind: 'reset', cause: expected.blame({ all: true }) })
    for (const entry of core.entries) outdate(entry, { cause: step, target: undefined })
  }

  function hear({ type, what }: KernelEvent): void {
    if (type === 'sent') sent(...what)
    else if (type === 'done') done(...what)
    else if (type === 'called') called(...what)
    else if (type === 'answered') answered(...what)
    else if (type === 'stale') outdate(what[0], blame(...what))
    else if (type === 'epoch') epoch()
    else if (type === 'mounted') {
      const [{ context, params, observers }] = what
      add({ kind: 'mount', name: context, params, observed: observers > 0 })
    }
    changed()
  }

  const stop = tap(kernel, hear)

  const history: History = {
    get steps() {
      return steps
    },
    paused: false,
    clear() {
      steps = []
    },
    by(next, work) {
      const before = who
      who = next
      current = undefined
      try {
        work()
      } finally {
        who = before
        current = undefined
      }
    },
    pushed() {
      invalidate('live')
    },
    layerOf: (layer) => layers.get(layer),
    stop,
  }
  return history
}

function settle(step: RequestStep | CallStep, answer: Bundle | CallAnswer | MizanError): void {
  if (!isMizanError(answer)) {
    step.outcome = 'answered'
    return
  }
  step.error = answer
  step.outcome = answer.code === 'ABORTED' ? 'aborted' : 'failed'
}

function bring(step: CallStep, { invalidate = [], refreshed = [] }: CallAnswer): void {
  step.targets.push(...invalidate)
  step.refreshed = refreshed.map(({ context, params, data, errors }) => {
    return { name: context, params, functions: Object.keys({ ...data, ...errors }), overtaken: false }
  })
}

/** Arguments without what is nobody's business, in a record that no name can poison. */
function discreet(args: Params): Params {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, SECRET.test(name) ? '•••' : value]))
}
