/** A tiny server: what is true, who calls, and requests that are served and answered when a schedule says so. */

import {
  type AnyMutation,
  type AnyQuery,
  canonical,
  context,
  mutation,
  type Params,
  query,
  type Target,
} from '../../src/index.ts'

/** What a read brings: how many commits it saw, and who asked. Its last member poisons whoever assigns instead of copies. */
export interface Value {
  read: number
  by: number
  /** Which calls are expected to change it; the page adds them. */
  hopes?: number[]
}

const user = context('user', ['user_id'])
const paged = context('paged', ['page', 'user_id'])

export const READS = new Map<string, AnyQuery>(
  [
    query('profile', user),
    query('posts', user),
    query('title', paged, ['user_id']),
    query('page', paged),
    query('motd', context('global')),
  ].map((each) => [each.name, each]),
)

/** A mutation, what it makes stale, and what may be expected to change. */
interface Write {
  mutation: AnyMutation
  targets: Target[]
  hoped: readonly string[]
}

const params = { user_id: 5 }
export const WRITES: Record<string, Write> = {
  rename: {
    mutation: mutation('rename', ['paged', 'user']),
    targets: [
      { context: 'user', params },
      { context: 'paged', params },
    ],
    hoped: ['profile', 'title'],
  },
  post: { mutation: mutation('post', ['user']), targets: [{ function: 'posts', params }], hoped: ['posts'] },
  announce: { mutation: mutation('announce', ['global']), targets: [{ context: 'global' }], hoped: ['motd'] },
  login: { mutation: mutation('login', ['*']), targets: [{ all: true }], hoped: [] },
}

interface Place {
  context: string
  params: Params
}

interface Bundle {
  data: Record<string, unknown>
  errors?: Record<string, unknown>
}

interface Answer {
  status: number
  body: Record<string, unknown>
}

/** One request, as the server sees it. */
export interface Request {
  readonly id: number
  /** What is asked for, of a read. */
  readonly place?: Place
  readonly only?: string[] | undefined
  /** What is called, of a write, and what its page shows. */
  readonly write?: string
  readonly mounted: Place[]
  /** What the server made of it, once served. */
  served?: Answer
  /** Which commit it made, and who calls since then. */
  commit?: number
  identity?: number
  /** The status that it was answered with, once it was; 0 where it broke or was aborted. */
  ended?: number
  /** How many events there had been when it was sent, and when it was over: which of two came first. */
  readonly begun: number
  over?: number
  readonly resolve: (response: Response) => void
  readonly reject: (error: Error) => void
}

const error = (code: string) => ({ code, message: code, details: null })
const text = (body: object) => JSON.stringify(body).replaceAll('"poison"', '"__proto__"')

/** Spell a value as it goes over the wire. */
export const spell = ({ read, by }: Value) => text({ read, by, poison: { read } })

export class Server {
  private events = 0
  readonly requests: Request[] = []
  commits = 0
  identity = 0
  readonly changes: { commit: number; targets: Target[] }[] = []

  readonly fetch = (input: RequestInfo | URL, { body, signal }: RequestInit = {}) =>
    new Promise<Response>((resolve, reject) => {
      const request: Request = {
        ...asked(String(input), body),
        id: this.requests.length + 1,
        begun: ++this.events,
        resolve,
        reject,
      }
      signal?.addEventListener('abort', () => {
        if (request.ended === undefined) this.end(request, 0)
        reject(new TypeError('aborted'))
      })
      this.requests.push(request)
    })

  /** Requests that still wait for their answer. */
  get open(): Request[] {
    return this.requests.filter(({ ended }) => ended === undefined)
  }

  /** The newest commit that changed a function's value. */
  changed(place: Place, name: string): number {
    return Math.max(0, ...this.changes.map(({ commit, targets }) => (hits(targets, place, name) ? commit : 0)))
  }

  /** Do what a mutation does. */
  commit(write: string): void {
    const { targets } = WRITES[write]!
    this.changes.push({ commit: ++this.commits, targets })
    if (write === 'login') this.identity++
  }

  /** Read for a request, or write, with fresh data for what is mounted if it may come along. */
  serve(request: Request, fresh = false): void {
    const { place, only, write } = request
    if (place) {
      request.served = { status: 200, body: { ...this.bundle(place, only) } }
      return
    }
    this.commit(write!)
    request.commit = this.commits
    request.identity = this.identity
    const { targets } = WRITES[write!]!
    const refreshed = fresh ? request.mounted.map((each) => ({ ...each, ...this.refresh(each, targets) })) : []
    // A target that means one instance need not be named when that comes along whole.
    const means = (target: Target, each: Place) =>
      !target.function && target.context === each.context && canonical(target.params) === canonical(each.params)
    const invalidate = targets.filter((target) => !refreshed.some((each) => means(target, each)))
    request.served = { status: 200, body: { result: request.commit, invalidate, refreshed } }
  }

  /** Fail a request: refused before anything happened, or broken down after it did. */
  fail(request: Request, refused: boolean): void {
    if (!refused && request.write) this.serve(request)
    request.served = refused
      ? { status: 409, body: { error: error('REFUSED') } }
      : { status: 500, body: { error: error('INTERNAL_ERROR') } }
  }

  /** Send the answer to a request, which is served now if it was not. */
  answer(request: Request): void {
    if (!request.served) this.serve(request)
    const { status, body } = request.served!
    this.end(request, status)
    const answer = { ok: status < 400, status, headers: new Map(), text: async () => text(body) }
    request.resolve(answer as unknown as Response)
  }

  /** Break the connection of a request. */
  break(request: Request): void {
    this.end(request, 0)
    request.reject(new TypeError('broken'))
  }

  private end(request: Request, status: number): void {
    request.ended = status
    request.over = ++this.events
  }

  private bundle({ context }: Place, only?: string[]): Bundle {
    const names = [...READS.values()].filter((read) => read.context === context).map(({ name }) => name)
    const value = { read: this.commits, by: this.identity, poison: { read: this.commits } }
    return { data: Object.fromEntries((only ?? names).map((name) => [name, value])) }
  }

  private refresh(place: Place, targets: Target[]): Bundle {
    const names = Object.keys(this.bundle(place).data).filter((name) => hits(targets, place, name))
    return this.bundle(place, names)
  }
}

/** Tell whether one of these targets makes a function's value stale. */
export function hits(targets: readonly Target[], { context, params }: Place, name: string): boolean {
  return targets.some(
    (target) =>
      (target.all || (target.context ?? context) === context) &&
      (target.function ?? name) === name &&
      Object.entries(target.params ?? {}).every(([param, value]) => !(param in params) || params[param] === value),
  )
}

function asked(input: string, body: BodyInit | null | undefined) {
  const url = new URL(input, 'http://test')
  const name = url.pathname.split('/').at(-1)!
  if (typeof body === 'string') return { write: name, mounted: JSON.parse(body).mounted ?? [] }
  const params = JSON.parse(url.searchParams.get('params') ?? '{}')
  return { place: { context: name, params }, only: url.searchParams.get('only')?.split(','), mounted: [] }
}

/** Say in a few words what a request asks for. */
export function label({ place, only, write }: Request): string {
  return place ? `${place.context} ${canonical(place.params)}${only ? ` only ${only}` : ''}` : `call ${write}`
}
