/** Links: one per query of TanStack's that somebody uses, from its entry to what TanStack shows. */

import { notifyManager, type Query, type QueryClient } from '@tanstack/query-core'
import type { Entry, Kernel } from 'mizan-client'
import { isOurs, type Subject } from './subject.ts'

export interface Link {
  readonly query: Query
  readonly entry: Entry
  /** The params of its context: with others, it is asked for as part of another. */
  readonly spelt: string
  /** The kernel's data that TanStack was given last; undefined before. */
  data: unknown
  /** Whether somebody else wrote what TanStack shows, as an optimistic update does. */
  draft: boolean
  readonly leave: () => void
}

/** What all parts of one connection share. */
export interface Connection {
  readonly client: QueryClient
  readonly kernel: Kernel
  readonly links: Map<Query, Link>
  /** Links whose entries changed and are still to be shown. */
  readonly changed: Set<Link>
  /** Queries that fetch to show what the kernel does, not to ask it for more. */
  readonly led: WeakSet<Query>
  /** Entries of which TanStack was told to forget the data: the server is asked before they are shown again. */
  readonly dropped: WeakSet<Entry>
  /** The contexts that calls on their way affect, by call. */
  readonly calls: Set<{ contexts: readonly string[] }>
  /** Whether it is we who write at this moment. */
  writing: boolean
}

/** Keep an entry in use, and show it. */
export function open(connection: Connection, query: Query, { query: described, params, spelt }: Subject): void {
  const entry = connection.kernel.entry(described, params)
  const leave = entry.subscribe(() => mark(connection, link))
  const link: Link = { query, entry, spelt, data: undefined, draft: false, leave }
  connection.links.set(query, link)
  mark(connection, link)
}

/** Show an entry at the end of this turn, together with all others that changed. */
export function mark(connection: Connection, link: Link): void {
  if (!connection.changed.size) queueMicrotask(() => flush(connection))
  connection.changed.add(link)
}

/** Show all that changed in one batch, so that no component renders with one half of a bundle. */
function flush(connection: Connection): void {
  const changed = [...connection.changed]
  connection.changed.clear()
  notifyManager.batch(() => {
    for (const link of changed) if (connection.links.get(link.query) === link) show(connection, link)
  })
}

function show(connection: Connection, link: Link): void {
  const { query, entry, draft } = link
  const { status, data, error, fetching } = entry.get()
  if (status === 'pending' && link.data !== undefined) forget(connection, link)
  if (connection.dropped.has(entry) || (draft && isCalled(connection, query))) return
  // The first that is known after a call takes the place of its draft.
  const known = draft ? data !== undefined && !fetching : status === 'ready'
  if (known && (draft || data !== link.data || query.state.status === 'error')) {
    link.data = data
    link.draft = false
    writing(connection, () => connection.client.setQueryData(query.queryKey, data))
  }
  const { state } = query
  if (state.fetchStatus === 'idle' && (fetching || (error && error !== state.error))) {
    connection.led.add(query)
    query.fetch().catch(() => {})
  }
}

/** Another identity: the kernel forgot what was there. */
function forget(connection: Connection, link: Link): void {
  link.data = undefined
  writing(connection, () => link.query.reset())
  forgetUnused(connection)
}

/** Forget what nobody uses and nobody vouches for. */
export function forgetUnused(connection: Connection): void {
  const cache = connection.client.getQueryCache()
  writing(connection, () => {
    for (const query of cache.getAll()) {
      if (!isOurs(query) || connection.links.has(query)) continue
      if (query.getObserversCount()) query.reset()
      else cache.remove(query)
    }
  })
}

/** A call ended: show what the server says in place of drafts that were made for it. */
export function endDrafts(connection: Connection, contexts: readonly string[]): void {
  for (const link of connection.links.values()) {
    if (link.draft && affects(contexts, link.query)) mark(connection, link)
  }
}

/** Tell whether a call is on its way that affects a query: a draft stays as long. */
function isCalled({ calls }: Connection, query: Query): boolean {
  return [...calls].some(({ contexts }) => affects(contexts, query))
}

function affects(contexts: readonly string[], { queryKey }: Query): boolean {
  return contexts[0] === '*' || contexts.includes(queryKey[1] as string)
}

function writing(connection: Connection, write: () => void): void {
  connection.writing = true
  write()
  connection.writing = false
}
