/** HTTP: requests as the protocol spells them, answers read with suspicion. */

import type { Core } from './core.ts'
import type { Csrf } from './csrf.ts'
import type { AnyMutation } from './descriptors.ts'
import { MizanError } from './errors.ts'
import { canonical, type Params, wire } from './keys.ts'
import { ownMember } from './sharing.ts'

const PROTOCOL = '1'

/** Something that became stale. */
export interface Target {
  all?: true
  context?: string
  function?: string
  params?: Params
}

export interface ErrorBody {
  code: string
  message: string
  details: unknown
}

export interface Bundle {
  data: Record<string, unknown>
  errors?: Record<string, ErrorBody>
  /** What allows to watch what others make stale of it; part of that may be older. */
  topic?: string
}

/** What a bundle holds in place of one function. */
export interface Slot {
  data?: unknown
  error?: MizanError | undefined
}

export interface Instance {
  readonly context: string
  readonly params: Params
}

/** What a call is sent with. */
export interface CallBody {
  readonly args: Params
  readonly mounted: readonly Instance[] | undefined
}

export interface CallAnswer {
  result: unknown
  invalidate?: Target[]
  refreshed?: (Instance & Bundle)[]
}

type HeaderSource = HeadersInit | (() => HeadersInit | Promise<HeadersInit>)

/** Where the server is, and how requests reach it. */
export interface KernelOptions {
  /** Where the backend is mounted; `/api/mizan` by default. A function is told what is asked for, as `call/echo`. */
  baseUrl?: string | ((path: string) => string) | undefined
  /** Instead of the platform's fetch. */
  fetch?: typeof globalThis.fetch | undefined
  /** Sent with every request. */
  headers?: HeaderSource | undefined
  /** As for fetch; `same-origin` by default. */
  credentials?: RequestCredentials | undefined
  /** With `mizan-client/csrf`: names of the CSRF cookie and header, sent to any server. */
  csrf?: Csrf | undefined
  /** How often a query is sent again after a broken connection or a 5xx; 2 by default. */
  retries?: number | undefined
  /** Told when the server is of another version, with which this client cannot go on; by default the console is. */
  onOutdated?: ((error: MizanError) => void) | undefined
  /** The version of the server's functions that the client was generated for; by default as the generated code says. */
  signature?: string | undefined
  /** How contexts live, by their names. */
  contexts?: Readonly<Record<string, ContextLife>> | undefined
}

export interface ContextLife {
  /** How long data that nobody shows is kept, in ms; 5 minutes by default. */
  keep?: number | undefined
  /** How old data may be, in ms, before it is asked for again when it is next shown or the page comes back; by default any age. */
  staleTime?: number | undefined
}

/** A request as `fetch` takes it, its headers in a form that can be changed. */
export interface Init extends RequestInit {
  headers: Headers
  /** What was answered last, left here for guards. */
  answer?: Response
}

export interface Progress {
  loaded: number
  /** 0 where the platform does not know. */
  total: number
}

export interface SendOptions {
  signal?: AbortSignal | undefined
  headers?: HeadersInit | undefined
  /** Told while the body goes out, where the platform can (XMLHttpRequest). */
  onUploadProgress?: ((progress: Progress) => void) | undefined
}

/** How requests reach the server. */
export interface Transport {
  fetch(instance: Instance, only: readonly string[] | undefined, options: SendOptions): Promise<Bundle>
  /** What cannot be sent throws at once. */
  call(mutation: AnyMutation, args: Params, mounted: Instance[], options: SendOptions): Promise<CallAnswer>
}

/** A body that is no JSON, and how to send it; nothing where `fetch` does. */
export interface Upload {
  readonly body: BodyInit
  readonly carry?: ((url: string, init: Init) => Promise<Response>) | undefined
}

/** Sends a request of a kernel as it must be, perhaps more than once. `send` reads `init` anew each time. */
export type Guard = <T>(core: Core, url: string, init: Init, send: () => Promise<T>) => Promise<T>

/** What may stand in an answer. */
interface Answer {
  error?: ErrorBody
  errors?: Record<string, ErrorBody>
  [member: string]: unknown
}

/** What requests are made with; read anew for each. */
type Sender = Pick<Core, 'options' | 'marks'>

export function createTransport(core: Core): Transport {
  async function send<T>(
    url: string,
    member: string,
    options: SendOptions,
    { body, carry }: Partial<Upload> = {},
  ): Promise<T> {
    const init = await initOf(core, body, options)
    const { fetch: given = carry ?? fetch } = core.options
    const sent = () => ask<T>(core, member, given, url, init)
    return wire.guard?.(core, url, init, sent) ?? sent()
  }

  return {
    fetch({ context, params }, only, options) {
      const longestUrl = 2000
      const url = urlOf(core, `context/${context}`)
      const spelt = canonical(params)
      const query = (spelt === '{}' ? '' : `&params=${encodeURIComponent(spelt)}`) + (only ? `&only=${only}` : '')
      const whole = url + query.replace('&', '?')
      return whole.length > longestUrl
        ? send(url, 'data', options, { body: canonical({ params, only }) })
        : send(whole, 'data', options)
    },

    call({ name, upload }, args, mounted, options) {
      const body = { args, mounted: mounted.length ? mounted : undefined }
      const made = upload?.(body, options.onUploadProgress) ?? { body: canonical(body) }
      return send(urlOf(core, `call/${name}`), 'result', options, made)
    },
  }
}

/** Return where something is asked for. */
export function urlOf({ options: { baseUrl = '/api/mizan' } }: Sender, path: string): string {
  return `${(typeof baseUrl === 'function' ? baseUrl(path) : baseUrl).replace(/\/$/, '')}/${path}`
}

/** Prepare a request as all are sent. */
export async function initOf(
  core: Sender,
  body?: BodyInit | null,
  { signal, headers: own }: SendOptions = {},
): Promise<Init> {
  const { headers: source, credentials, signature = wire.signature } = core.options
  const marks = {
    'mizan-protocol': PROTOCOL,
    'mizan-sig': signature,
    'content-type': typeof body === 'string' && 'application/json',
    ...core.marks,
  }
  const headers = new Headers(typeof source === 'function' ? await source() : source)
  for (const [name, value] of [...(own ? new Headers(own) : []), ...Object.entries(marks)])
    if (value) headers.set(name, value)
  return { method: body ? 'POST' : 'GET', headers, credentials, body, signal } as Init
}

/** Send once, and return the answer's body if it holds what it must; else throw what went wrong. */
export async function ask<T>(
  { options: { onOutdated = console.error } }: Sender,
  member: string,
  send: (url: string, init: Init) => Promise<Response>,
  url: string,
  init: Init,
): Promise<T> {
  let response: Response | undefined
  let body: Answer | null = null
  try {
    init.signal?.throwIfAborted()
    response = init.answer = await send(url, init)
    body = JSON.parse(await response.text())
  } catch (cause) {
    if (!response || !(cause instanceof SyntaxError)) {
      const error = init.signal?.aborted
        ? new MizanError('ABORTED', 'The request was aborted.')
        : new MizanError('NETWORK_ERROR', 'The server could not be reached.')
      throw Object.assign(error, { cause })
    }
  }
  const { headers, ok, status } = response
  const protocol = headers.get('mizan-protocol') ?? PROTOCOL
  if (protocol !== PROTOCOL) {
    throw new MizanError('PROTOCOL_MISMATCH', `The server speaks protocol ${protocol}, not ${PROTOCOL}.`, body, status)
  }
  const { error, errors = {} } = body ?? {}
  for (const each of [error, ...Object.values(errors)]) {
    if (each?.code === 'CLIENT_OUTDATED') onOutdated(asError(each, status))
  }
  if (error?.code) throw asError(error, status)
  if (!ok || body?.[member] === undefined) {
    throw new MizanError(
      'BAD_RESPONSE',
      `The server answered ${status} with no ${body ? member : 'JSON'}.`,
      body,
      status,
    )
  }
  return body as T
}

/** Make an error of what stands in an envelope or in a slot of a bundle. */
function asError(body: ErrorBody, status?: number): MizanError {
  return new MizanError(body.code, body.message, body.details, status)
}

/** Return what a bundle holds of a function, which it must mention: its data or its error. */
export function slotIn({ data, errors = {} }: Bundle, name: string): Slot {
  const value = ownMember(data, name)
  const error = ownMember(errors, name)
  if (value !== undefined) return { data: value }
  return {
    error: error ? asError(error) : new MizanError('BAD_RESPONSE', `The server answered with no ${name}.`),
  }
}
