/** Offline: calls that cannot be sent now are kept, and sent when they can be: `mizan-client/offline`. */

import { applyAnswer } from '../answers.ts'
import type { CallOptions } from '../calls.ts'
import { type AnyMutation, mutation } from '../descriptors.ts'
import { MizanError } from '../errors.ts'
import type { Kernel } from '../kernel.ts'
import { canonical, type Params } from '../keys.ts'
import { attempt } from '../snapshots.ts'
import { tap } from '../tap.ts'
import type { CallAnswer, Instance, Transport } from '../transport.ts'
import { type Outcome, openQueue, type Sending, type Waiting } from './queue.ts'
import { indexedStore, type QueuedCall, type QueueStore } from './store.ts'

export type { QueuedCall, QueueStore }

export interface OfflineOptions {
  /** The queue's name, `mizan` by default: tabs share the queue of a name. */
  name?: string | undefined
  /** Where calls are kept; in IndexedDB by default. */
  store?: QueueStore | undefined
  /** Told of the results of calls that nobody waits for any more, as after a reload. */
  onReplayed?: ((result: unknown, call: QueuedCall) => void) | undefined
  /** Told when such a call was refused, and is given up. */
  onFailed?: ((error: MizanError, call: QueuedCall) => void) | undefined
  /** Told which calls are not sent, since somebody else is signed in now. */
  onDropped?: ((calls: readonly QueuedCall[]) => void) | undefined
}

export interface Offline {
  /** The calls that wait, in order; the same list until it changes. */
  pending(): readonly QueuedCall[]
  /** Hear when it changes. Returns how to stop. */
  subscribe(listener: () => void): () => void
  /** Try now. */
  retry(): void
  /** Give a call up: who waits for it gets an `ABORTED`. */
  discard(id: string): void
  /** Stop; what waits is kept for the next page. */
  stop(): void
}

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000
const BREAKDOWNS = 3

/** Keep calls with the option `queue` while the server cannot be reached. */
export function offline(kernel: Kernel, options: OfflineOptions = {}): Offline {
  const { name = 'mizan', onReplayed, onFailed, onDropped } = options
  const { core } = kernel
  const key = `mizan-offline ${name}`
  const queue = openQueue(key, options.store ?? indexedStore(key))
  let loaded = false
  let stopped = false
  let running = false
  let again = false
  /** Whether the server answered, but not what was hoped for: that others reach it is no news then. */
  let refused = false
  let pauses = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = 0
  /** Counts who was signed in. */
  let identity = 0

  const untap = tap(kernel, ({ type }) => {
    if (type === 'epoch') drop()
  })
  // After the tap, which so hears of every time that something is sent.
  const inner = core.transport
  const outer: Transport = {
    fetch: (...asked) => heard(inner.fetch(...asked)),
    call: (mutation, args, mounted, how: CallOptions) =>
      how.queue && !stopped ? callLater(mutation, args, mounted, how) : heard(inner.call(mutation, args, mounted, how)),
  }
  core.transport = outer

  /** A request that succeeds says that the network is there, whatever the browser believes. */
  async function heard<T>(request: Promise<T>): Promise<T> {
    const answer = await request
    if (queue.size && !refused) run(true)
    return answer
  }

  /** Call at once if nothing stands in the way, else when nothing does any more. */
  function callLater(mutation: AnyMutation, args: Params, mounted: Instance[], { signal, headers }: CallOptions) {
    const { name, upload } = mutation
    if (upload) throw new MizanError('BAD_REQUEST', `Files cannot wait: call ${name} without the option queue.`)
    const call = {
      id: random(),
      name,
      args: JSON.parse(canonical(args)),
      time: (last = Math.max(Date.now(), last + 1)),
    }
    const caller = identity
    const wait = () =>
      new Promise<CallAnswer>((resolve, reject) => {
        const settle = ({ answer, error }: Outcome) => (error ? reject(error) : resolve(answer!))
        queue.add(call, { mutation, mounted, headers, settle })
        const leave = () => discard(call.id)
        signal?.addEventListener('abort', leave)
        if (signal?.aborted) leave()
      })
    if (!loaded || queue.size || isOffline()) {
      const waiting = wait()
      if (!refused) run()
      return waiting
    }
    return heard(send(call, { mutation, mounted, headers }, signal)).catch((error: MizanError) => {
      if (error.code !== 'NETWORK_ERROR' || stopped || caller !== identity) throw error
      const waiting = wait()
      runLater()
      return waiting
    })
  }

  function send(call: QueuedCall, { mutation, mounted, headers }: Sending, signal: AbortSignal | undefined) {
    const marked = new Headers(headers)
    marked.set('idempotency-key', call.id)
    return inner.call(mutation, call.args, mounted, { headers: marked, signal })
  }

  /** Send what waits, in one tab at a time. */
  function run(force?: boolean): void {
    again = running
    if (running || stopped) return
    clearTimeout(timer)
    timer = undefined
    running = true
    refused = false
    const work = () => sendAll(force)
    const locks = globalThis.navigator?.locks
    // No lock where storage is forbidden, and there nothing is shared.
    void (locks ? locks.request(key, work).catch(work) : work()).finally(() => {
      running = false
      // What came when all seemed to be sent.
      if (again && !timer) run()
    })
  }

  function runLater(): void {
    clearTimeout(timer)
    if (stopped) return
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** pauses++, LONGEST_PAUSE_MS) * (0.5 + Math.random())
    timer = setTimeout(run, pause)
    ;(timer as { unref?: () => void }).unref?.()
  }

  async function sendAll(force: boolean | undefined): Promise<void> {
    for (;;) {
      const waiting = await queue.next()
      loaded = true
      if (!waiting || stopped || (isOffline() && !force)) return
      const { call, owner, abort } = waiting
      const sending = owner ?? { mutation: mutation(call.name), mounted: [], headers: undefined }
      const outcome: Outcome = await send(call, sending, abort.signal).then(
        (answer) => ({ answer }),
        (error) => ({ error }),
      )
      if (abort.signal.aborted) continue // ended meanwhile
      if (outcome.error && isPassing(outcome.error, waiting)) {
        refused = outcome.error.status > 0
        return runLater()
      }
      pauses = 0
      finish(waiting, outcome)
    }
  }

  /** End a call; without an owner, what its answer changes is put in place here. */
  function finish({ call, owner }: Waiting, { answer, error }: Outcome): void {
    queue.end(call.id, { answer, error })
    if (!owner && answer) {
      applyAnswer(core, answer, core.now)
      attempt(() => onReplayed?.(answer.result, call), undefined)
    }
    if (!owner && error) attempt(() => onFailed?.(error, call), undefined)
  }

  function discard(id: string): void {
    queue.end(id, { error: new MizanError('ABORTED', 'The call was given up before it was sent.') })
  }

  /** Another identity is not to do what this one wanted. */
  function drop(): void {
    identity++
    const calls = queue.calls()
    if (calls.length) attempt(() => onDropped?.(calls), undefined)
    for (const { id } of calls) discard(id)
  }

  const listening = new AbortController()
  const back = () => {
    pauses = 0
    run()
  }
  globalThis.window?.addEventListener('online', back, listening)
  globalThis.document?.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'hidden' || back(),
    listening,
  )
  run()

  return {
    pending: queue.calls,
    subscribe: queue.subscribe,
    retry: () => run(true),
    discard,
    stop() {
      stopped = true
      clearTimeout(timer)
      listening.abort()
      untap()
      queue.close(new MizanError('ABORTED', 'The call waits for the next page.'))
      if (core.transport === outer) core.transport = inner
    },
  }
}

/** Tell whether a failure says nothing of the call itself. */
function isPassing({ code, status }: MizanError, waiting: Waiting): boolean {
  // A function that breaks down again and again would hold up all others.
  if (code === 'INTERNAL_ERROR') return ++waiting.breakdowns < BREAKDOWNS
  return !(status >= 400 && status < 500) || status === 429 || code === 'IN_PROGRESS'
}

function isOffline(): boolean {
  return globalThis.navigator?.onLine === false
}

/** Make an id that nobody can guess; `randomUUID` is for secure pages only. */
function random(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
