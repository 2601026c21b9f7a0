/** Pages: a list that is asked for part by part, each an entry of its own: `mizan-client/pages`. */

import { refetch as reload, subscribe } from './consumers.ts'
import type { AnyQuery, Query } from './descriptors.ts'
import { entryOf } from './directory.ts'
import type { EntryState } from './entry.ts'
import { isTransient, type MizanError } from './errors.ts'
import type { Kernel } from './kernel.ts'
import type { Params } from './keys.ts'
import { attempt } from './snapshots.ts'

/** What says which page comes after another one, or before it: nothing where there is none. */
export type Step<Data, Param> = (data: Data, param: Param) => Param | null | undefined

export interface PagesOptions<Data = unknown, Param = unknown, Name extends string = string> {
  /** The param that says which page; what `params` hold of it, if anything, is the page to begin with. */
  param: Name
  next: Step<Data, Param>
  previous?: Step<Data, Param> | undefined
  /** How many pages are shown at most: then those at the other end go. */
  max?: number | undefined
}

/** What can be known of the pages at one moment. Never changed; another state is another object. */
export interface PagesState<Data = unknown, Err = MizanError, Param = unknown> {
  readonly pages: readonly Data[]
  /** Which pages they are. */
  readonly params: readonly Param[]
  readonly status: 'pending' | 'ready' | 'error'
  /** What one of them failed with; those that were there stay. */
  readonly error: Err | undefined
  /** Whether any page is asked for. */
  readonly fetching: boolean
  readonly fetchingNext: boolean
  readonly fetchingPrevious: boolean
  readonly hasNext: boolean
  readonly hasPrevious: boolean
}

export interface PagesActions {
  /** Show one more page, if there is one; where that failed, ask again. */
  readonly fetchNext: () => void
  readonly fetchPrevious: () => void
  /** Ask again for the pages shown, and for no others. */
  readonly refetch: () => void
}

export interface Pages<Data = unknown, Err = MizanError, Param = unknown> extends PagesActions {
  get(): PagesState<Data, Err, Param>
  /** Load what is missing and call back after every change. */
  subscribe(listener: () => void): () => void
}

/** One page, and its entry. */
interface Page {
  readonly param: unknown
  readonly entry: EntryState
}

/** One page as it is shown: with the data that it had at a time. */
interface Shown extends Page {
  readonly data: unknown
  readonly dataAt: number
}

/** One direction from the page in the middle: how many pages are wanted and shown there, and those that follow now. */
interface Side {
  readonly step: Step<unknown, unknown>
  wanted: number
  shown: number
  chain: readonly Page[]
}

const NOTHING: PagesState = {
  pages: [],
  params: [],
  status: 'pending',
  error: undefined,
  fetching: false,
  fetchingNext: false,
  fetchingPrevious: false,
  hasNext: false,
  hasPrevious: false,
}

/** Show pages of a query, from one on. */
export function pages<P extends object, Data, Err, Name extends keyof P & string>(
  kernel: Kernel,
  query: Query<P, Data, Err>,
  params: NoInfer<P>,
  options: PagesOptions<Data, P[Name], Name>,
): Pages<Data, Err, P[Name]>
export function pages(
  { core }: Kernel,
  query: AnyQuery,
  params: Params,
  { param: name, next, previous = () => undefined, max = Number.POSITIVE_INFINITY }: PagesOptions,
): Pages {
  const listeners = new Set<() => void>()
  /** How to let go of what is held. */
  const held = new Map<EntryState, () => void>()
  const first = params[name]
  const ahead: Side = { step: next, wanted: 0, shown: 0, chain: [] }
  const behind: Side = { step: previous, wanted: 0, shown: 0, chain: [] }
  let middle = pageOf(first)
  let grown = ahead
  let shown: readonly Shown[] = []
  let state = NOTHING
  let told = state

  function pageOf(param: unknown): Page {
    return { param, entry: entryOf(core, query, param === undefined ? params : { ...params, [name]: param }, true) }
  }

  /** Say again what there is to see, after anything that may have changed it. */
  function update(): void {
    // Forgotten, as for another identity, of which nothing shown is any business.
    if (shown.some(({ entry }) => !entry.dataAt || !core.entries.has(entry))) begin()
    middle = pageOf(middle.param)
    follow()
    if (isSettled(middle) && covers(ahead) && covers(behind)) show()
    // What is only expected is shown at once; what was written waits for the pages that go with it.
    shown = shown.map((page) => (page.entry.dataAt === page.dataAt ? shot(page) : page))
    state = kept(state, describe())
  }

  function begin(): void {
    middle = pageOf(first)
    shown = []
    for (const side of [ahead, behind]) side.wanted = side.shown = 0
  }

  /** Find which pages follow one another now: what says so may say another thing than it did. */
  function follow(): void {
    for (const side of [ahead, behind]) {
      const chain: Page[] = []
      for (let last = middle; chain.length < side.wanted; chain.push(last)) {
        const param = beyond(side, last, last.entry.snapshot.data)
        if (param === undefined) break
        last = pageOf(param)
      }
      side.chain = chain
    }
  }

  function followed(): Page[] {
    return [...behind.chain.slice().reverse(), middle, ...ahead.chain]
  }

  /** Tell whether a side has all that it shows, or as much as there is or can be had. */
  function covers({ chain, shown }: Side): boolean {
    const settled = settledOf(chain)
    return settled >= shown || settled === chain.length || isLost(chain[settled]!)
  }

  function isSettled({ entry: { snapshot } }: Page): boolean {
    return snapshot.data !== undefined && !(shown.length && snapshot.fetching)
  }

  function settledOf(chain: readonly Page[]): number {
    const end = chain.findIndex((page) => !isSettled(page))
    return end < 0 ? chain.length : end
  }

  /** Show in one piece what is settled, without what is too much. */
  function show(): void {
    for (const side of [ahead, behind]) {
      side.shown = settledOf(side.chain)
      // There are no more.
      if (side.shown === side.chain.length) side.wanted = side.shown
    }
    const excess = 1 + ahead.shown + behind.shown - max
    if (excess > 0) trim(excess)
    const all = followed()
    shown = all.slice(behind.chain.length - behind.shown, all.length - ahead.chain.length + ahead.shown).map(shot)
  }

  /** Take pages away at the other end than the one that grew. */
  function trim(count: number): void {
    const other = grown === ahead ? behind : ahead
    for (let left = count; left > 0; left--) {
      const side = other.shown ? other : grown
      if (side === grown) middle = grown.chain[count - left]!
      side.shown--
      side.wanted--
    }
    follow()
  }

  /** Hold the pages that are followed, which loads what is missing: of further pages the query alone, not its context. */
  function hold(): void {
    const all = followed()
    for (const { entry, param } of all) {
      if (held.has(entry)) continue
      if (param !== first) entry.instance.loadedAt ||= 1
      held.set(entry, subscribe(core, entry, changed))
    }
    for (const [entry, leave] of held) {
      if (all.some((page) => page.entry === entry)) continue
      held.delete(entry)
      leave()
    }
  }

  function describe(): PagesState {
    const all = followed().map(({ entry }) => entry)
    const error = all.find(({ snapshot }) => snapshot.error)?.snapshot.error
    return {
      pages: shown.map(({ data }) => data),
      params: shown.map(({ param }) => param),
      status: error ? 'error' : shown.length ? 'ready' : 'pending',
      error,
      fetching: all.some(({ snapshot }) => snapshot.fetching),
      fetchingNext: isComing(ahead),
      fetchingPrevious: isComing(behind),
      hasNext: hasMore(ahead),
      hasPrevious: hasMore(behind),
    }
  }

  function hasMore(side: Side): boolean {
    const last = shown.at(side === ahead ? -1 : 0)
    return last !== undefined && beyond(side, last, last.data) !== undefined
  }

  function changed(): void {
    update()
    if (listeners.size) hold()
    if (state === told) return
    told = state
    for (const listener of [...listeners]) attempt(listener, undefined)
  }

  function grow(side: Side): void {
    grown = side
    const coming = side.chain[side.shown]
    if (coming?.entry.snapshot.error) reload(core, coming.entry)
    else if (!coming && hasMore(side)) side.wanted = side.shown + 1
    changed()
  }

  return {
    get() {
      update()
      return state
    },

    subscribe(listener) {
      const own = () => listener()
      listeners.add(own)
      update()
      hold()
      return () => {
        if (!listeners.delete(own) || listeners.size) return
        for (const leave of held.values()) leave()
        held.clear()
      }
    },

    fetchNext: () => grow(ahead),
    fetchPrevious: () => grow(behind),

    refetch() {
      for (const { entry } of followed()) reload(core, entry)
    },
  }
}

/** Ask a page which one is beyond it. */
function beyond({ step }: Side, { param }: Page, data: unknown): unknown {
  return data === undefined ? undefined : (step(data, param) ?? undefined)
}

/** Tell whether a page cannot be had, and will not come by waiting. */
function isLost({ entry }: Page): boolean {
  const { data, error, fetching } = entry.snapshot
  return !fetching && data === undefined && error !== undefined && !isTransient(error)
}

function isComing({ chain, shown }: Side): boolean {
  return chain.slice(shown).some(({ entry }) => entry.snapshot.fetching)
}

function shot({ param, entry }: Page): Shown {
  return { param, entry, data: entry.snapshot.data, dataAt: entry.dataAt }
}

/** Return the state before for as long as its successors say the same, and of others the lists that do. */
function kept(before: PagesState, after: PagesState): PagesState {
  const equal = (one: readonly unknown[], other: readonly unknown[]) =>
    one.length === other.length && one.every((each, index) => each === other[index])
  const pages = equal(before.pages, after.pages) ? before.pages : after.pages
  const params = equal(before.params, after.params) ? before.params : after.params
  const next: PagesState = { ...after, pages, params }
  return Object.keys(next).every((name) => before[name as keyof PagesState] === next[name as keyof PagesState])
    ? before
    : next
}
