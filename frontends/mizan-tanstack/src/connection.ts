/** Connections: a kernel whose entries are the queries of a TanStack client, one connection per client. */

import type { Query, QueryCacheNotifyEvent, QueryClient } from '@tanstack/query-core'
import { configure, defaultKernel, type Entry, type Kernel, type KernelOptions } from 'mizan-client'
import { hearCalls } from './calls.ts'
import { type Connection as Base, endDrafts, forgetUnused, mark, open } from './links.ts'
import { settled } from './settled.ts'
import { type Subject, subjectIn } from './subject.ts'

export interface ConnectOptions extends KernelOptions {
  /** A kernel of one's own, for tests or several servers; the other options then mean nothing. */
  kernel?: Kernel | undefined
}

/** Says how a client's queries reach the server. Returns how to end that. */
export type Connect = (client: QueryClient, options?: ConnectOptions) => () => void

interface Connection extends Base {
  /** The entry that a query was filled from, and what it got. */
  readonly filled: WeakMap<Query, { entry: Entry; data: unknown }>
  readonly end: () => void
}

/** What happened to a query's state; `manual` where somebody else than its function wrote. */
interface Update {
  type: string
  manual?: boolean | undefined
}

const connections = new WeakMap<QueryClient, Connection>()

/** Make `connectMizan`. The defaults count where an option is not given. */
export function connector(defaults: KernelOptions = {}): Connect {
  return (client, { kernel, ...given } = {}) => {
    const set = Object.entries(given).filter(([, value]) => value !== undefined)
    const options = { ...defaults, ...Object.fromEntries(set) }
    const configured = () => (Object.keys(options).length ? configure(options) : defaultKernel())
    return connect(client, kernel ?? configured()).end
  }
}

/** Return a client's connection; without one, it is connected to the page's own kernel. */
export function connectionOf(client: QueryClient): Connection {
  return connections.get(client) ?? connect(client, defaultKernel())
}

function connect(client: QueryClient, kernel: Kernel): Connection {
  connections.get(client)?.end()
  const cache = client.getQueryCache()
  const connection: Connection = {
    client,
    kernel,
    links: new Map(),
    changed: new Set(),
    led: new WeakSet(),
    calls: new Set(),
    writing: false,
    filled: new WeakMap(),
    dropped: new WeakSet(),
    end() {
      for (const stop of stops) stop()
      for (const { leave } of connection.links.values()) leave()
      connection.links.clear()
      connections.delete(client)
    },
  }
  const stops = [
    cache.subscribe((event) => hear(connection, event)),
    hearCalls(kernel, (contexts) => {
      const call = { contexts }
      connection.calls.add(call)
      return () => settle(connection, call)
    }),
  ]
  connections.set(client, connection)
  for (const query of cache.getAll()) sync(connection, query)
  return connection
}

/** Load what a query of TanStack's asks for. */
export async function load(
  connection: Connection,
  { query: described, params }: Subject,
  query: Query | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  const entry = connection.kernel.entry(described, params)
  const again = query && !connection.led.delete(query) && isAskedAgain(query)
  if (again || connection.dropped.has(entry)) entry.refetch()
  try {
    const data = await settled(entry, signal)
    if (query) connection.filled.set(query, { entry, data })
    return data
  } finally {
    if (!signal.aborted) connection.dropped.delete(entry)
  }
}

/** A query that nobody uses says nothing of its age, so the kernel is asked, which may have no need to ask the server. */
function isAskedAgain(query: Query): boolean {
  const { dataUpdateCount, errorUpdateCount, isInvalidated, status } = query.state
  if (!dataUpdateCount && !errorUpdateCount) return false
  return query.isActive() || isInvalidated || status !== 'success'
}

/** Link a query to its entry for as long as somebody uses it. */
function sync(connection: Connection, query: Query, isThere = true): void {
  const subject = isThere && query.isActive() ? subjectIn(query) : undefined
  const link = connection.links.get(query)
  if (link?.spelt === subject?.spelt) return
  connection.links.delete(query)
  if (subject) open(connection, query, subject)
  // After the next one is open, since what nobody uses is no longer fetched.
  link?.leave()
}

function hear(connection: Connection, event: QueryCacheNotifyEvent): void {
  const query = event.query as Query
  const isThere = event.type !== 'removed'
  sync(connection, query, isThere)
  if (!isThere) drop(connection, query)
  if (event.type === 'updated') hearUpdate(connection, query, event.action)
}

function hearUpdate(connection: Connection, query: Query, { type, manual }: Update): void {
  if (connection.writing) return
  const link = connection.links.get(query)
  if (type === 'setState' && query.state.data === undefined) drop(connection, query)
  if (type !== 'success' || !link) return
  link.draft = manual === true
  if (manual) return
  // What arrived may have been overtaken on its way through TanStack.
  link.data = connection.filled.get(query)?.data
  mark(connection, link)
}

/** TanStack was told to forget a query's data. */
function drop({ filled, dropped, writing }: Connection, query: Query): void {
  const known = filled.get(query)
  if (!known || writing) return
  filled.delete(query)
  dropped.add(known.entry)
}

/** What came with a call's answer is in place. What is marked is shown before the caller goes on. */
function settle(connection: Connection, call: { contexts: readonly string[] }): void {
  connection.calls.delete(call)
  endDrafts(connection, call.contexts)
  if (call.contexts[0] === '*') forgetUnused(connection)
}
