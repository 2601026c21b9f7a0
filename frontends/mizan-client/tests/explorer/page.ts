/** A page that a schedule plays: a kernel, who looks at it, and what it heard of. */

import { createKernel, type Entry, type Kernel, type MizanError, type Target } from '../../src/index.ts'
import { prefetcher } from '../../src/prefetch.ts'
import { Clock } from './clock.ts'
import { hits, label, type Request, Server, type Value, WRITES } from './server.ts'
import { spellState } from './shape.ts'
import { instanceOf, type View, viewOf } from './views.ts'

/** What a component sees of one view. */
export interface Shown extends View {
  name: string
  entry: Entry
  stop: () => void
  /** What it looked at last: when it subscribed, or when it was told. */
  seen: unknown
  /** What it was told of last. */
  told?: unknown
}

/** What somebody waits for: `wait profile`, `call rename`. */
export interface Promised {
  label: string
  done: boolean
  /** When it began, on the kernel's clock. */
  start: number
}

/** What a call is expected to do to the views that showed something when it began. */
export interface Hope {
  id: number
  over: Set<Shown>
  /** Somebody else signed in since. */
  gone: boolean
  /** Its request, once it is sent. */
  request: () => Request | undefined
}

/** Called back where a page may be looked at: when somebody is told, when a call is over. */
export interface Watcher {
  told(page: Page, shown: Shown, isNew: boolean): void
  called(page: Page, write: string): void
}

export class Page {
  readonly clock = new Clock()
  readonly server = new Server()
  readonly kernel: Kernel
  readonly shown = new Map<string, Shown>()
  readonly mounts = new Map<string, () => void>()
  readonly promised: Promised[] = []
  readonly hopes: Hope[] = []
  /** Of all calls. */
  private readonly aborts: AbortController[] = []
  /** The invalidations that the kernel heard of, each with the commit that data must have seen since. */
  readonly heard: { commit: number; targets: Target[] }[] = []
  /** The identity that the kernel heard of last. */
  identity = 0
  /** Commits elsewhere of which the kernel did not hear yet. */
  readonly elsewhere: { write: string; commit: number }[] = []
  /** What was answered last, and what was shown before. */
  answered?: Request
  before = new Map<Shown, unknown>()
  /** What went wrong where it cannot be thrown: in what the kernel calls back. */
  broken: Error | undefined
  /** Whether the last step was taken at rest and came to rest: the kernel heard of all that it was told. */
  atRest = true
  private readonly document = Object.assign(new EventTarget(), {
    visibilityState: 'visible',
    cookie: '',
    location: { origin: 'here' },
    createElement: () => ({}),
  })

  constructor(
    readonly watcher: Watcher,
    readonly retries = 0,
  ) {
    this.clock.start()
    const reportError = (error: Error) => {
      this.broken ??= error
    }
    Object.assign(globalThis, { document: this.document, window: new EventTarget(), reportError })
    this.kernel = createKernel({ fetch: this.server.fetch as typeof globalThis.fetch, retries })
  }

  close(): void {
    this.kernel.dispose()
    this.clock.stop()
    for (const name of ['document', 'window', 'reportError']) Reflect.deleteProperty(globalThis, name)
  }

  /** The newest commit heard of that a view's value must have seen. */
  due(view: View): number {
    const meant = this.heard.filter(({ targets }) => hits(targets, view, view.query.name))
    return Math.max(0, ...meant.map(({ commit }) => commit))
  }

  show(name: string): void {
    const view = viewOf(name)
    const entry = this.kernel.entry(view.query, view.params)
    const shown: Shown = { ...view, name, entry, stop: () => {}, seen: entry.get() }
    shown.stop = entry.subscribe(() => this.tell(shown))
    this.shown.set(name, shown)
  }

  hide(name: string): void {
    const shown = this.shown.get(name)!
    shown.stop()
    this.shown.delete(name)
    for (const { over } of this.hopes) over.delete(shown)
  }

  wait(name: string): void {
    const { query, params } = viewOf(name)
    this.promise(`wait ${name}`, this.kernel.entry(query, params).wait())
  }

  fetch(name: string): void {
    const { query, params } = viewOf(name)
    this.promise(`fetch ${name}`, this.kernel.fetch(query, params))
  }

  mount(name: string): void {
    const { context, params } = instanceOf(name)
    this.mounts.set(name, this.kernel.mount(context, params))
  }

  unmount(name: string): void {
    this.mounts.get(name)?.()
    this.mounts.delete(name)
  }

  prefetch(name: string): void {
    const { context, params } = instanceOf(name)
    this.promise(`prefetch ${name}`, prefetcher(context)(params, { kernel: this.kernel }))
  }

  /** Call a mutation; hopefully, some of what it affects is expected to change. */
  call(write: string, hopefully: boolean): void {
    const { mutation, hoped } = WRITES[write]!
    const id = this.promised.filter(({ label }) => label.startsWith('call')).length
    const hope = (draft: Value): Value => ({ ...draft, hopes: [...(draft.hopes ?? []), id] })
    const meant = ({ query, params }: View) => hoped.includes(query.name) && params['user_id'] !== 6
    const views = [...this.shown.values()].filter((view) => meant(view) && view.entry.get().data)
    const request = () => this.server.requests.filter(({ write }) => write)[id]
    if (hopefully) this.hopes.push({ id, over: new Set(this.atRest ? views : []), gone: false, request })
    const optimistic = hopefully ? Object.fromEntries(hoped.map((name) => [name, hope])) : undefined
    const abort = new AbortController()
    this.aborts.push(abort)
    const called = this.kernel.call(mutation, { user_id: 5 }, { optimistic, signal: abort.signal })
    this.promise(`call ${write}`, called, () => this.watcher.called(this, write))
  }

  /** Somebody else writes; this page does not hear of it until it is pushed. */
  commitElsewhere(write: string): void {
    this.server.commit(write)
    this.elsewhere.push({ write, commit: this.server.commits })
  }

  push(): void {
    const { write, commit } = this.elsewhere.shift()!
    const { targets } = WRITES[write]!
    this.heard.push({ commit, targets })
    this.kernel.invalidate(targets)
  }

  reset(): void {
    this.heard.push({ commit: this.server.commits, targets: [{ all: true }] })
    this.forget(this.server.identity)
    this.kernel.reset()
  }

  /** The page comes back. */
  focus(): void {
    this.document.dispatchEvent(new Event('visibilitychange'))
  }

  answer(request: Request): void {
    this.before = new Map([...this.shown.values()].map((shown) => [shown, shown.entry.get().data]))
    this.server.answer(request)
    this.answered = request
    this.hear(request)
  }

  break(request: Request): void {
    this.server.break(request)
    this.hear(request)
  }

  /** Whoever called a mutation does not want it any more; the server may have done it. */
  abort(request: Request): void {
    const writes = this.server.requests.filter(({ write }) => write)
    this.aborts[writes.indexOf(request)]!.abort()
    this.hear(request)
  }

  /** Spell all that decides what may happen from now on, after this last step. */
  state(last = ''): string {
    const { clock, server, heard, elsewhere, kernel } = this
    const open = this.promised.filter(({ done }) => !done)
    const starts = open.map(({ start }) => start)
    return JSON.stringify([
      spellState(kernel, clock.now, starts),
      open.map(({ label }) => label),
      this.promised.filter(({ label }) => label.startsWith('call')).length,
      server.open.map((request) => [label(request), request.mounted, request.served]),
      [server.commits, server.identity, this.identity, server.changes, heard, elsewhere],
      this.hopes.map(({ over, gone, request }) => [[...over].map(({ name }) => name), gone, request()?.ended]),
      [clock.delays, [...this.shown.keys()], [...this.mounts.keys()]],
      this.atRest || last,
    ])
  }

  /** Note what the kernel learns from the end of a mutation: what it made stale, also where it may have. */
  private hear({ write, commit, identity, ended }: Request): void {
    if (!write || !commit || (ended! >= 400 && ended! < 500)) return
    this.heard.push({ commit, targets: WRITES[write]!.targets })
    if (write === 'login' && ended === 200) this.forget(identity!)
  }

  private forget(identity: number): void {
    this.identity = identity
    for (const hope of this.hopes) {
      hope.over.clear()
      hope.gone = true
    }
  }

  private tell(shown: Shown): void {
    const snapshot = shown.entry.get()
    const isNew = snapshot !== shown.told
    shown.seen = shown.told = snapshot
    this.guard(() => this.watcher.told(this, shown, isNew))
  }

  private promise(label: string, promise: Promise<unknown>, then = () => {}): void {
    const promised: Promised = { label, done: false, start: this.kernel.core.now }
    this.promised.push(promised)
    const settle = () => {
      promised.done = true
      this.guard(then)
    }
    promise.then(settle, (error: MizanError) => {
      if (typeof error.code !== 'string') this.broken ??= error
      settle()
    })
  }

  private guard(check: () => void): void {
    try {
      check()
    } catch (error) {
      this.broken ??= error as Error
    }
  }
}
