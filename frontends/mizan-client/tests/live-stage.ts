/** A browser with tabs, a clock that tests move, and a server with live streams, all of which tests direct. */

import { mock, type TestContext } from 'node:test'
import { createKernel, type KernelOptions } from '../src/index.ts'
import { type LiveOptions, live } from '../src/live/index.ts'
import { profile } from './subjects.ts'

/** One request. */
export interface Asked {
  tab: string
  method: string
  path: string
  only: string[] | undefined
  body: Record<string, unknown> | undefined
  headers: Headers
  credentials: RequestCredentials | undefined
}

/** One live stream, as the server holds it. */
export class Stream {
  readonly #stop: AbortSignal
  #controller!: ReadableStreamDefaultController<Uint8Array>
  readonly body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.#controller = controller) })
  readonly asked: Asked

  constructor(asked: Asked, signal: AbortSignal) {
    this.asked = asked
    this.#stop = signal
    signal.addEventListener('abort', () => this.#controller.error(new DOMException('aborted', 'AbortError')))
  }

  get isOpen(): boolean {
    return !this.#stop.aborted
  }

  send(bytes: string | Uint8Array): void {
    this.#controller.enqueue(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes)
  }

  event(type: string, data: unknown): void {
    this.send(`event: ${type}\nid: 7-0\ndata: ${JSON.stringify(data)}\n\n`)
  }

  end(): void {
    this.#controller.close()
  }

  break(): void {
    this.#controller.error(new TypeError('network error'))
  }
}

type Globals = Record<'document' | 'window' | 'navigator' | 'BroadcastChannel', unknown>

/** Locks as browsers have them, as far as an election needs them. */
class Locks {
  readonly #held = new Map<string, { owner: unknown; free: () => void }>()
  readonly #queue: { name: string; owner: unknown; run: () => void }[] = []

  of(owner: unknown) {
    return {
      request: (name: string, { signal }: { signal: AbortSignal }, work: () => Promise<void>) =>
        new Promise<void>((resolve, reject) => {
          const run = () => {
            const free = () => {
              this.#held.delete(name)
              resolve()
              this.#next(name)
            }
            this.#held.set(name, { owner, free })
            void work().then(() => this.#held.get(name)?.owner === owner && free())
          }
          const waiting = { name, owner, run }
          signal.addEventListener('abort', () => {
            const place = this.#queue.indexOf(waiting)
            if (place < 0) return
            this.#queue.splice(place, 1)
            reject(signal.reason)
          })
          this.#queue.push(waiting)
          queueMicrotask(() => this.#next(name))
        }),
    }
  }

  /** Free what a tab holds that is no more. */
  drop(owner: unknown): void {
    for (const each of this.#queue.filter((one) => one.owner === owner))
      this.#queue.splice(this.#queue.indexOf(each), 1)
    for (const held of [...this.#held.values()]) if (held.owner === owner) held.free()
  }

  #next(name: string): void {
    if (this.#held.has(name)) return
    const place = this.#queue.findIndex((each) => each.name === name)
    if (place >= 0) this.#queue.splice(place, 1)[0]!.run()
  }
}

/** What stands in for channels, with what was said on them. */
function channels(said: string[]) {
  const open = new Set<{ name: string; owner: unknown; onmessage?: (event: { data: unknown }) => void }>()
  const of = (owner: unknown) =>
    class {
      readonly name: string
      readonly owner = owner
      onmessage?: (event: { data: unknown }) => void
      constructor(name: string) {
        this.name = name
        open.add(this)
      }
      postMessage(data: string) {
        if (!open.has(this)) throw new DOMException('closed', 'InvalidStateError')
        said.push(data)
        for (const each of open) {
          if (each !== this && each.name === this.name)
            queueMicrotask(() => open.has(each) && each.onmessage?.({ data }))
        }
      }
      close() {
        open.delete(this)
      }
    }
  return {
    of,
    /** Say something to all tabs, as one that is none of ours might. */
    say(data: unknown) {
      for (const each of open) each.onmessage?.({ data })
    },
    drop(owner: unknown) {
      for (const each of open) if (each.owner === owner) open.delete(each)
    },
    names: () => [...open].map(({ name }) => name),
  }
}

export interface StageOptions {
  /** Without it there are neither locks nor channels. */
  platform?: 'modern' | 'no locks' | 'nothing'
}

export interface Answer {
  status?: number
  headers?: Record<string, string>
  body?: unknown
}

export function stage(context: TestContext, { platform = 'modern' }: StageOptions = {}) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  let drawn = 0
  const random = context.mock.method(Math, 'random', () => 0.5 + Math.sin(drawn++) / 1e6)
  const before = Object.fromEntries(
    ['document', 'window', 'navigator', 'BroadcastChannel'].map((name) => [
      name,
      Object.getOwnPropertyDescriptor(globalThis, name),
    ]),
  )
  const set = (globals: Partial<Globals>) => {
    for (const name of Object.keys(before)) {
      const value = globals[name as keyof Globals]
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
    }
  }
  context.after(() => {
    mock.timers.reset()
    for (const [name, descriptor] of Object.entries(before)) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
  })

  const locks = new Locks()
  const said: string[] = []
  const bus = channels(said)
  const asked: Asked[] = []
  const streams: Stream[] = []
  const server = {
    /** Where the log stands: the first part of the topics that are given out. */
    position: 1,
    /** What a context holds. */
    data: (_path: string): Record<string, unknown> => ({ profile: server.position, posts: server.position }),
    /** What is answered in place of what would be. */
    answer: (_asked: Asked): Answer | undefined | Promise<Answer | undefined> => undefined,
    /** Whether it goes on sending what nobody wants any more, as far as a platform can tell. */
    isDeaf: false,
    /** Whether streams are told what is watched. */
    confirms: true,
  }

  async function serve(tab: string, input: string, init: RequestInit): Promise<Response> {
    const url = new URL(input, 'http://test')
    const request: Asked = {
      tab,
      method: init.method ?? 'GET',
      path: url.pathname.replace('/api/mizan/', '') + decodeURIComponent(url.search.replace(/.only=.*/, '')),
      only: url.searchParams.get('only')?.split(','),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      headers: new Headers(init.headers),
      credentials: init.credentials,
    }
    asked.push(request)
    const given = await server.answer(request)
    if (given) return Response.json(given.body ?? {}, { status: given.status ?? 200, headers: given.headers ?? {} })
    if (request.path === 'live') {
      const stream = new Stream(request, server.isDeaf ? new AbortController().signal : init.signal!)
      streams.push(stream)
      return new Response(stream.body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
    }
    if (request.path.startsWith('live/')) {
      const { watch = [] } = request.body as { watch?: object[] }
      if (server.confirms) streams.at(-1)!.event('watching', { watch, refused: [] })
      return Response.json({ result: null })
    }
    const all = server.data(request.path)
    const names = request.only ?? Object.keys(all)
    const data = Object.fromEntries(names.map((name) => [name, all[name]]))
    return Response.json({ data, topic: `${server.position}.0.mac` })
  }

  /** Open a tab. Without `start`, live is not on in it. */
  function tab(name: string, options: KernelOptions = {}, how: LiveOptions | false = {}) {
    const origin = 'http://test'
    const document = Object.assign(new EventTarget(), {
      visibilityState: 'visible',
      cookie: '',
      location: { origin },
      createElement: () => ({ origin }),
    })
    const window = new EventTarget()
    const globals: Partial<Globals> = { document, window }
    if (platform !== 'nothing') globals.BroadcastChannel = bus.of(name)
    if (platform === 'modern') globals.navigator = { locks: locks.of(name) }
    const run = <T>(work: () => T): T => {
      set(globals)
      return work()
    }
    const fetch = (input: unknown, init: RequestInit = {}) => serve(name, String(input), init)
    const kernel = createKernel({ fetch: fetch as typeof globalThis.fetch, retries: 0, ...options })
    const on = how ? run(() => live(kernel, how)) : undefined
    return {
      name,
      kernel,
      live: on!,
      document,
      /** Show a context. */
      mount: (params: Record<string, unknown> = {}, name = 'user') => run(() => kernel.mount(name, params)),
      run,
      /** Let something happen to the page. */
      window: (type: string, more: object = {}) =>
        run(() => window.dispatchEvent(Object.assign(new Event(type), more))),
      page: (type: string) => run(() => document.dispatchEvent(new Event(type))),
      see: (state: string) =>
        run(() => {
          document.visibilityState = state
          document.dispatchEvent(new Event('visibilitychange'))
        }),
      /** Be gone without a word. */
      crash() {
        bus.drop(name)
        locks.drop(name)
      },
    }
  }

  /** Let time pass. */
  async function pass(ms: number): Promise<void> {
    await settled()
    for (let left = ms; left > 0; ) {
      const step = Math.min(left, left > 5000 ? 500 : 25)
      mock.timers.tick(step)
      left -= step
      await settled()
    }
  }

  /** Begin the newest stream, and let the tabs say what they have. */
  async function ready(): Promise<Stream> {
    await pass(200)
    const stream = streams.at(-1)!
    stream.event('ready', { connection: `c${streams.length}` })
    await pass(100)
    return stream
  }

  /** Forget what was asked so far, and return it as `a GET context/user`. */
  function take(): string[] {
    return asked.splice(0).map(({ tab, method, path, only }) => `${tab} ${method} ${path}${only ? ` ${only}` : ''}`)
  }

  /** What was asked of one path. */
  const bodies = (path: string) => asked.filter((each) => each.path === path).map(({ body }) => body)

  return { tab, pass, ready, take, bodies, server, asked, streams, said, bus, random }
}

export const FIVE = { user_id: 5 }
export const USER_5 = { context: 'user', params: FIVE }

/** Show the profile of user 5 in one tab whose stream has begun. */
export async function shown(...given: Parameters<typeof stage>) {
  const all = stage(...given)
  const tab = all.tab('a')
  const entry = tab.kernel.entry(profile, FIVE)
  const leave = tab.run(() => entry.subscribe(() => {}))
  const stream = await all.ready()
  return { ...all, entry, leave, stream, one: tab }
}

/** Let all go on that need not wait for time. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((done) => setImmediate(done))
}
