/** The kernel: entries, the requests that fill them, and what makes them stale. */

import type { Mutation, Query } from './descriptors.ts'
import {
  createEntry,
  createInstance,
  type EntryState,
  type Flight,
  type InstanceState,
  isSettled,
  isUsed,
  reset,
  type Snapshot,
} from './entry.ts'
import { isTransient, MizanError } from './errors.ts'
import { canonical, type Params, slice } from './keys.ts'
import { watchPage } from './lifetime.ts'
import { share } from './sharing.ts'
import {
  asError,
  type Bundle,
  type CallAnswer,
  createTransport,
  type Instance,
  type SendOptions,
  type Target,
  type TransportOptions,
} from './transport.ts'

const RETRIES = 2
const FIRST_RETRY_MS = 300
const KEEP_MS = 5 * 60_000
const SWEEP_MS = 60_000

export interface KernelOptions extends TransportOptions {
  /** How often a query is sent again after a broken connection or a 5xx; 2 by default. */
  retries?: number | undefined
}

export type CallOptions = SendOptions

/** An entry as adapters see it. */
export interface Entry<Data = unknown, Err = MizanError> {
  get(): Snapshot<Data, Err>
  /** Load what is missing and call back after every change. */
  subscribe(listener: () => void): () => void
  /** Load what is missing; settles, never rejects, when there is data or an error. The same promise until then. */
  wait(): Promise<void>
  /** Ask the server again. */
  refetch(): void
}

export interface Kernel {
  entry<P, D, E>(query: Query<P, D, E>, params: Params): Entry<D, E>
  /** Keep a context mounted, loading it if need be, until the returned function is called. */
  mount(context: string, params: Params): () => void
  /** Fetch one query afresh. Rejects with a MizanError. */
  fetch<P, D, E>(query: Query<P, D, E>, params: Params, options?: CallOptions): Promise<D>
  /** Call a function. Settles after everything that came with the answer is in place. Rejects with a MizanError. */
  call<A, R, E>(mutation: Mutation<A, R, E>, args: Params, options?: CallOptions): Promise<R>
  /** Try again what failed with this error. */
  forget(error: unknown): void
  /** Make everything stale and forget it, as after a login. */
  reset(): void
  /** Change where and how requests are sent from now on. */
  configure(options: KernelOptions): void
  /** Stop all requests and listeners. */
  dispose(): void
}

export function createKernel(options: KernelOptions = {}): Kernel {
  let settings = options
  let transport = createTransport(options)
  let clock = 0
  let epoch = 0
  let sweeping: ReturnType<typeof setTimeout> | undefined
  const entries = new Map<string, EntryState>()
  const instances = new Map<string, InstanceState>()
  const dirty = new Set<EntryState>()
  const handles = new WeakMap<EntryState, Entry>()

  function instanceOf(context: string, params: Params): InstanceState {
    const key = `${context} ${canonical(params)}`
    let instance = instances.get(key)
    if (!instance) instances.set(key, (instance = createInstance(key, context, params)))
    return instance
  }

  function entryOf(query: Query<unknown, unknown, unknown>, params: Params): EntryState {
    const instance = instanceOf(query.context, params)
    const own = slice(params, query.params)
    const key = `${query.name} ${canonical(own)}`
    let entry = entries.get(key)
    if (!entry) {
      entries.set(key, (entry = createEntry(key, query.name, own, instance)))
      const spare = instance.spare.get(query.name)
      if (spare && spare.at > instance.staleAt) write(entry, spare.data, spare.at)
      sweepLater()
    }
    instance.spare.delete(query.name)
    instance.entries.add(entry)
    entry.instance = instance
    return entry
  }

  /** Load an entry unless it has what it needs or a request for it is on its way. */
  function touch(entry: EntryState): void {
    if (entry.flight || isSettled(entry)) return
    const { whole } = entry.instance
    if (whole && entry.staleAt <= whole.start && whole.start >= entry.dataAt) attach(entry, whole)
    else want(entry.instance).add(entry)
  }

  function want(instance: InstanceState): Set<EntryState> {
    if (!instance.wanted) {
      instance.wanted = new Set()
      queueMicrotask(() => depart(instance))
    }
    return instance.wanted
  }

  /** Send one request for all that is wanted of an instance. The first one asks for the whole. */
  function depart(instance: InstanceState): void {
    const wanted = [...(instance.wanted ?? [])].filter((entry) => !entry.flight && !isSettled(entry))
    instance.wanted = undefined
    const first = !instance.loaded && !instance.whole
    if (!first && !wanted.length) return
    const only = first ? undefined : [...new Set(wanted.map((entry) => entry.name))].sort()
    const flight: Flight = { start: ++clock, only, entries: new Set(), abort: new AbortController() }
    if (first) {
      instance.whole = flight
      for (const entry of instance.entries) if (!isSettled(entry) && !wanted.includes(entry)) wanted.push(entry)
    }
    for (const entry of wanted) attach(entry, flight)
    void fly(instance, flight)
    notify()
  }

  async function fly(instance: InstanceState, flight: Flight): Promise<void> {
    const { signal } = flight.abort
    try {
      const bundle = await persist(() => transport.fetch(instance, flight.only, { signal }), signal)
      if (!signal.aborted) land(instance, flight, bundle)
    } catch (error) {
      if (!signal.aborted) fail(instance, flight, error as MizanError)
    }
  }

  /** Send a read again after failures that may pass. */
  async function persist<T>(send: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await send()
      } catch (error) {
        if (!isTransient(error as MizanError) || tries >= (settings.retries ?? RETRIES) || signal.aborted) throw error
        await new Promise((resolve) => setTimeout(resolve, FIRST_RETRY_MS * 2 ** tries * (0.5 + Math.random())))
        if (signal.aborted) throw error
      }
    }
  }

  /** Write a whole bundle in one block. */
  function land(instance: InstanceState, flight: Flight, bundle: Bundle): void {
    if (!flight.only) arrive(instance)
    for (const entry of flight.entries) settle(entry, flight, bundle)
    if (!flight.only) keepSpare(instance, bundle.data, flight.start)
    notify()
  }

  function settle(entry: EntryState, flight: Flight, bundle: Bundle): void {
    entry.flight = undefined
    if (Object.hasOwn(bundle.data, entry.name)) {
      write(entry, bundle.data[entry.name], flight.start)
      return
    }
    const error = bundle.errors && Object.hasOwn(bundle.errors, entry.name) ? bundle.errors[entry.name] : undefined
    writeError(
      entry,
      error ? asError(error) : new MizanError('BAD_RESPONSE', `The answer lacks ${entry.name}.`, null),
      flight.start,
    )
  }

  function arrive(instance: InstanceState): void {
    instance.whole = undefined
    instance.loaded = true
  }

  function keepSpare(instance: InstanceState, data: Record<string, unknown>, at: number): void {
    const known = new Set([...instance.entries].map((entry) => entry.name))
    for (const name of Object.keys(data)) if (!known.has(name)) instance.spare.set(name, { data: data[name], at })
  }

  function fail(instance: InstanceState, flight: Flight, error: MizanError): void {
    if (instance.whole === flight) instance.whole = undefined
    for (const entry of flight.entries) {
      entry.flight = undefined
      writeError(entry, error, flight.start)
    }
    notify()
  }

  function write(entry: EntryState, data: unknown, at: number): void {
    if (at < entry.dataAt) return
    entry.dataAt = at
    show(entry, { status: 'ready', data: share(entry.snapshot.data, data), error: undefined, fetching: false })
    settleWaiter(entry)
  }

  function writeError(entry: EntryState, error: MizanError, at: number): void {
    if (at < entry.dataAt) return
    entry.dataAt = at
    show(entry, { status: 'error', data: entry.snapshot.data, error, fetching: false })
    settleWaiter(entry)
  }

  function settleWaiter(entry: EntryState): void {
    entry.waiter?.resolve()
    entry.waiter = undefined
  }

  function show(entry: EntryState, snapshot: Snapshot): void {
    entry.snapshot = snapshot
    dirty.add(entry)
  }

  function showFetching(entry: EntryState, fetching: boolean): void {
    if (entry.snapshot.fetching !== fetching) show(entry, { ...entry.snapshot, fetching } as Snapshot)
  }

  /** Tell subscribers once, after the block that changed things. One that throws is reported; the rest still run. */
  function notify(): void {
    if (!dirty.size) return
    const changed = [...dirty]
    dirty.clear()
    queueMicrotask(() => {
      for (const entry of changed) {
        for (const listener of [...entry.listeners]) {
          try {
            listener()
          } catch (error) {
            report(error)
          }
        }
      }
    })
  }

  function attach(entry: EntryState, flight: Flight): void {
    entry.flight = flight
    flight.entries.add(entry)
    showFetching(entry, true)
    notify()
  }

  /** Take an entry off its request; the request is aborted when it serves nobody any more. */
  function detach(entry: EntryState): void {
    const { flight, instance } = entry
    if (!flight) return
    entry.flight = undefined
    flight.entries.delete(entry)
    showFetching(entry, false)
    if (flight.entries.size) return
    flight.abort.abort()
    if (instance.whole === flight) instance.whole = undefined
  }

  function makeStale(entry: EntryState): void {
    entry.staleAt = ++clock
    detach(entry)
    if (isUsed(entry)) want(entry.instance).add(entry)
  }

  function applyTarget(target: Target, done: Set<EntryState>): void {
    for (const instance of instances.values()) {
      if (target.function !== undefined) instance.spare.delete(target.function)
      else if (matches(target, instance.context, instance.params)) instance.staleAt = ++clock
    }
    for (const entry of entries.values()) {
      const meant = target.function === undefined ? true : target.function === entry.name
      if (meant && !done.has(entry) && matches(target, entry.context, entry.params)) makeStale(entry)
    }
  }

  /** Another user: nothing of the old one is shown, and late answers to him are dropped. */
  function beginEpoch(): void {
    epoch++
    for (const instance of instances.values()) {
      instance.whole?.abort.abort()
      instance.whole = undefined
      instance.loaded = false
      instance.spare.clear()
    }
    for (const entry of entries.values()) {
      entry.staleAt = ++clock
      detach(entry)
      reset(entry)
      dirty.add(entry)
    }
  }

  /** Put in place what came with a mutation's answer. */
  function apply(answer: CallAnswer, start: number): void {
    const targets = answer.invalidate ?? []
    const everything = targets.some((target) => target.all)
    if (everything) beginEpoch()
    const done = new Set<EntryState>()
    for (const refreshed of answer.refreshed ?? []) {
      const instance = applyRefreshed(refreshed, everything ? clock : start, done)
      if (everything && instance) instance.loaded = true // what was forgotten came back whole
    }
    for (const target of targets) if (!target.all) applyTarget(target, done)
    if (everything) for (const entry of entries.values()) if (isUsed(entry)) touch(entry)
    notify()
  }

  function applyRefreshed(refreshed: Instance & Bundle, start: number, done: Set<EntryState>) {
    const instance = instances.get(`${refreshed.context} ${canonical(refreshed.params)}`)
    if (!instance) return undefined
    const at = ++clock
    for (const entry of instance.entries) {
      const hasData = Object.hasOwn(refreshed.data, entry.name)
      const error =
        refreshed.errors && Object.hasOwn(refreshed.errors, entry.name) ? refreshed.errors[entry.name] : undefined
      if (!hasData && !error) continue
      done.add(entry)
      if (entry.dataAt > start || entry.staleAt > start) {
        makeStale(entry) // something newer happened meanwhile: trust neither, ask
        continue
      }
      detach(entry)
      if (error) writeError(entry, asError(error), at)
      else write(entry, refreshed.data[entry.name], at)
    }
    keepSpare(instance, refreshed.data, at)
    return instance
  }

  function leave(instance: InstanceState): void {
    if (instance.observers) return
    for (const entry of instance.entries) {
      if (entry.listeners.size || !entry.flight) continue
      detach(entry)
      settleWaiter(entry) // who still waits asks again
    }
    if (instance.whole && !instance.whole.entries.size) {
      instance.whole.abort.abort()
      instance.whole = undefined
    }
    notify()
  }

  function observe(instance: InstanceState): () => void {
    instance.observers++
    let observing = true
    return () => {
      if (!observing) return
      observing = false
      instance.observers--
      // A turn later, since StrictMode and moving a component leave and come back at once.
      setTimeout(() => leave(instance))
    }
  }

  function handle(entry: EntryState): Entry {
    return {
      get: () => entry.snapshot,
      subscribe(listener) {
        const own = () => listener()
        entry.listeners.add(own)
        const unobserve = observe(entry.instance)
        touch(entry)
        return () => {
          entry.listeners.delete(own)
          entry.leftAt = Date.now()
          sweepLater()
          unobserve()
        }
      },
      wait() {
        if (!entry.waiter) {
          let resolve = () => {}
          const promise = new Promise<void>((done) => {
            resolve = done
          })
          entry.waiter = { promise, resolve }
          touch(entry)
        }
        return entry.waiter.promise
      },
      refetch: () => refetch(entry),
    }
  }

  function refetch(entry: EntryState): void {
    entry.staleAt = ++clock
    detach(entry)
    if (entry.snapshot.status === 'error') reset(entry)
    dirty.add(entry)
    want(entry.instance).add(entry)
    notify()
  }

  function sweepLater(): void {
    sweeping ??= setTimeout(sweep, SWEEP_MS)
    ;(sweeping as { unref?: () => void }).unref?.()
  }

  /** Forget what nobody showed for a while. */
  function sweep(): void {
    sweeping = undefined
    const before = Date.now() - KEEP_MS
    for (const entry of entries.values()) {
      if (isUsed(entry) || entry.flight || entry.leftAt > before) continue
      entries.delete(entry.key)
      for (const instance of instances.values()) instance.entries.delete(entry)
    }
    for (const instance of instances.values()) {
      if (!instance.observers && !instance.entries.size && !instance.whole) instances.delete(instance.key)
    }
    if (entries.size) sweepLater()
  }

  /** The page came back or the network did: ask again for what is shown and is stale or broke on the way. */
  function revive(): void {
    for (const entry of entries.values()) {
      if (!entry.listeners.size) continue
      const { error } = entry.snapshot
      if (error && isTransient(error)) entry.staleAt = ++clock
      touch(entry)
    }
    notify()
  }

  const unwatch = watchPage(revive)

  return {
    entry(query, params) {
      const state = entryOf(query, params)
      let known = handles.get(state)
      if (!known) handles.set(state, (known = handle(state)))
      return known as never
    },

    mount(context, params) {
      const instance = instanceOf(context, params)
      if (!instance.loaded && !instance.whole) want(instance)
      return observe(instance)
    },

    async fetch(query, params, callOptions = {}) {
      const entry = entryOf(query, params)
      const start = ++clock
      const born = epoch
      const bundle = await persist(
        () => transport.fetch(entry.instance, [query.name], callOptions),
        callOptions.signal ?? new AbortController().signal,
      )
      const error = bundle.errors && Object.hasOwn(bundle.errors, query.name) ? bundle.errors[query.name] : undefined
      if (error) throw asError(error)
      const data = bundle.data[query.name]
      if (born === epoch && entry.staleAt <= start) {
        detach(entry)
        write(entry, data, start)
        notify()
      }
      return data as never
    },

    async call(mutation, args, callOptions = {}) {
      const start = ++clock
      const born = epoch
      const all = mutation.contexts[0] === '*'
      const mounted = [...instances.values()]
        .filter(({ observers, context }) => observers && (all || mutation.contexts.includes(context)))
        .map(({ context, params }) => ({ context, params }))
      let answer: CallAnswer
      try {
        answer = await transport.call(mutation.name, args, mutation.files, mounted, callOptions)
      } catch (error) {
        // The write may have landed.
        if (isTransient(error as MizanError) || (error as MizanError).code === 'ABORTED') {
          const targets = all ? [{}] : mutation.contexts.map((context) => ({ context }))
          for (const target of targets) applyTarget(target, new Set())
          notify()
        }
        throw error
      }
      if (born !== epoch) delete answer.refreshed
      apply(answer, start)
      return answer.result as never
    },

    forget(error) {
      for (const entry of entries.values()) if (entry.snapshot.error === error) refetch(entry)
    },

    reset() {
      apply({ result: null, invalidate: [{ all: true }] }, ++clock)
    },

    configure(next) {
      settings = next
      transport = createTransport(next)
    },

    dispose() {
      unwatch()
      clearTimeout(sweeping)
      for (const entry of entries.values()) detach(entry)
    },
  }
}

/** Tell the platform of an error that is somebody else's. */
function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error)
  else console.error(error)
}

/** A param that the other side lacks matches: wider, never staler. */
function matches(target: Target, context: string, params: Params): boolean {
  if (target.context !== undefined && target.context !== context) return false
  const narrowed = target.params ?? {}
  return Object.keys(narrowed).every(
    (name) => !Object.hasOwn(params, name) || canonical(params[name]) === canonical(narrowed[name]),
  )
}
