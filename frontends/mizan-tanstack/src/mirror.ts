/** Mirrors: a kernel's entries as queries of a TanStack client, for its Devtools to show. */

import {
  hashKey,
  type QueryCacheNotifyEvent,
  type QueryClient,
  type QueryFunctionContext,
  QueryObserver,
} from '@tanstack/query-core'
import type { Entry, Kernel } from 'mizan-client'
import { hearCalls } from './calls.ts'
import { settled } from './settled.ts'
import { type MizanKey, subjectOf } from './subject.ts'

/** One entry, and the query that shows it. */
interface Image {
  readonly client: QueryClient
  readonly entry: Entry
  readonly options: { queryKey: MizanKey; queryFn: (context: QueryFunctionContext<MizanKey>) => Promise<unknown> }
  /** How many use the entry. */
  uses: number
  /** Ends the use of the query, which lasts as long as that of the entry. */
  leave?: (() => void) | undefined
  /** Whether it is we who write at this moment. */
  writing: boolean
  stopped: boolean
}

/**
 * Show every entry that is asked for from now on. Nothing is loaded or kept for it. To fetch or to invalidate such a query
 * asks the kernel; whatever else is done to it is undone. Returns how to stop.
 */
export function mirror(kernel: Kernel, client: QueryClient): () => void {
  const images = new Map<string, Image>()
  const { entry: find } = kernel
  const found = new WeakSet<Entry>()
  const stops = [
    client.getQueryCache().subscribe((event) => hear(images.get(event.query.queryHash), event)),
    hearCalls(kernel, () => () => {
      for (const image of images.values()) show(image)
    }),
  ]
  let stopped = false
  kernel.entry = ((query, params) => {
    const entry = find(query, params) as Entry
    if (stopped || found.has(entry)) return entry
    found.add(entry)
    const { key } = subjectOf(query, params)
    const image = images.get(hashKey(key)) ?? imageOf(client, entry, key)
    images.set(hashKey(key), image)
    watch(image, entry)
    return entry
  }) as Kernel['entry']
  return () => {
    stopped = true
    for (const stop of stops) stop()
    for (const image of images.values()) {
      image.stopped = true
      image.leave?.()
    }
  }
}

function imageOf(client: QueryClient, entry: Entry, queryKey: MizanKey): Image {
  const queryFn = ({ signal }: QueryFunctionContext<MizanKey>) => {
    entry.refetch()
    return settled(entry, signal)
  }
  return { client, entry, options: { queryKey, queryFn }, uses: 0, writing: false, stopped: false }
}

/** Show an entry whenever somebody is told that it changed, begins to use it or leaves. */
function watch(image: Image, entry: Entry): void {
  const { subscribe, wait } = entry
  entry.subscribe = (listener) => {
    const leave = subscribe(() => {
      show(image)
      listener()
    })
    image.uses++
    show(image)
    return () => {
      leave()
      image.uses--
      show(image)
    }
  }
  entry.wait = () => {
    const waited = wait()
    void waited.then(() => show(image))
    return waited
  }
}

function show(image: Image): void {
  const { client, entry, options } = image
  const query = client.getQueryCache().build(client, options)
  // What TanStack's own hooks use is shown by their connection.
  if (image.stopped || query.isActive()) return
  const { status, data, error, fetching } = entry.get()
  const { state } = query
  const now = Date.now()
  image.writing = true
  if (image.uses) image.leave ??= new QueryObserver(client, { ...options, enabled: false }).subscribe(() => {})
  query.setState({
    data,
    error: error ?? null,
    status: status === 'ready' ? 'success' : status,
    fetchStatus: fetching ? 'fetching' : 'idle',
    isInvalidated: false,
    ...(data !== state.data && {
      dataUpdatedAt: data === undefined ? 0 : now,
      dataUpdateCount: state.dataUpdateCount + 1,
    }),
    ...(error && error !== state.error && { errorUpdatedAt: now, errorUpdateCount: state.errorUpdateCount + 1 }),
  })
  if (!image.uses) image.leave = image.leave?.() as undefined
  image.writing = false
}

/** Somebody did something to the query: ask the kernel, or show again what it says. */
function hear(image: Image | undefined, event: QueryCacheNotifyEvent): void {
  if (!image || image.writing || event.query.isActive()) return
  if (event.type === 'removed') {
    image.leave?.()
    image.leave = undefined
  }
  if (event.type !== 'updated') return
  if (event.action.type === 'invalidate') image.entry.refetch()
  if (event.action.type === 'setState' || (event.action.type === 'success' && event.action.manual)) show(image)
}
