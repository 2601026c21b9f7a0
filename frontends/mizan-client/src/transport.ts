/** HTTP: requests as the protocol spells them, answers read with suspicion. */

import { type Csrf, withToken } from './csrf.ts'
import { MizanError } from './errors.ts'
import { canonical, type Params } from './keys.ts'

const PROTOCOL = '1'
const LONGEST_URL = 2000

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
  /** Names of the CSRF cookie and header, sent to any server; by default Django's, sent to the page's own. */
  csrf?: Csrf | undefined
  /** How often a query is sent again after a broken connection or a 5xx; 2 by default. */
  retries?: number | undefined
}

/** A request as `fetch` takes it, its headers in a form that can be changed. */
export interface Init extends RequestInit {
  headers: Headers
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

export interface Transport {
  readonly retries: number
  fetch(instance: Instance, only: readonly string[] | undefined, options: SendOptions): Promise<Bundle>
  call(
    name: string,
    args: Params,
    files: readonly string[],
    mounted: Instance[],
    options: SendOptions,
  ): Promise<CallAnswer>
}

export function createTransport({
  baseUrl = '/api/mizan',
  fetch: given,
  headers: source,
  credentials = 'same-origin',
  csrf,
  retries = 2,
}: KernelOptions): Transport {
  const urlOf = (path: string) => {
    const base = typeof baseUrl === 'function' ? baseUrl(path) : baseUrl
    return `${base.replace(/\/$/, '')}/${path}`
  }

  async function send<T>(member: keyof T & string, url: string, body: BodyInit | null, options: SendOptions) {
    const { signal = null, onUploadProgress: onProgress } = options
    const headers = await headersFor(source, options.headers)
    if (typeof body === 'string') headers.set('content-type', 'application/json')
    const init = { method: body === null ? 'GET' : 'POST', headers, credentials, body, signal }
    const carry = given ?? (onProgress && globalThis.XMLHttpRequest ? uploader(onProgress) : fetch)
    return withToken(csrf, url, init, () => ask<T>(member, () => carry(url, init), signal))
  }

  return {
    retries,

    fetch({ context, params }, only, options) {
      const url = urlOf(`context/${context}`)
      const spelt = canonical(params)
      const query = (spelt === '{}' ? '' : `&params=${encodeURIComponent(spelt)}`) + (only ? `&only=${only}` : '')
      const whole = url + query.replace('&', '?')
      return whole.length > LONGEST_URL
        ? send<Bundle>('data', url, canonical({ params, only }), options)
        : send<Bundle>('data', whole, null, options)
    },

    call(name, args, files, mounted, options) {
      return send<CallAnswer>('result', urlOf(`call/${name}`), bodyOf(args, files, mounted), options)
    },
  }
}

function bodyOf(args: Params, files: readonly string[], mounted: Instance[]): BodyInit {
  const plain = Object.fromEntries(Object.entries(args).filter(([name]) => !files.includes(name)))
  const body = { args: plain, mounted: mounted.length ? mounted : undefined }
  if (!files.length) return canonical(body)
  const form = new FormData()
  for (const [name, value] of Object.entries(body)) {
    if (value) form.append(name, new Blob([canonical(value)], { type: 'application/json' }))
  }
  for (const name of files) {
    for (const file of [args[name]].flat()) if (file != null) form.append(name, file as Blob)
  }
  return form
}

async function headersFor(source: HeaderSource | undefined, own: HeadersInit | undefined): Promise<Headers> {
  const headers = new Headers(typeof source === 'function' ? await source() : source)
  for (const [name, value] of new Headers(own)) headers.set(name, value)
  headers.set('mizan-protocol', PROTOCOL)
  return headers
}

/** Send once, and read the answer. */
async function ask<T>(member: string, send: () => Promise<Response>, signal: AbortSignal | null): Promise<T> {
  try {
    signal?.throwIfAborted()
    const response = await send()
    return read(member, response, await response.text()) as T
  } catch (cause) {
    if (cause instanceof MizanError) throw cause
    const error = signal?.aborted
      ? new MizanError('ABORTED', 'The request was aborted.')
      : new MizanError('NETWORK_ERROR', 'The server could not be reached.')
    throw Object.assign(error, { cause })
  }
}

/** Return an answer's body if it holds what it must, else throw what went wrong. */
function read(member: string, { headers, ok, status }: Response, text: string): unknown {
  const protocol = headers.get('mizan-protocol') ?? PROTOCOL
  const body = parse(text)
  const fail = (code: string, message: string) => new MizanError(code, message, body, status)
  if (protocol !== PROTOCOL) {
    throw fail(
      'PROTOCOL_MISMATCH',
      `The server speaks version ${protocol} of the Mizan protocol, this client version ${PROTOCOL}.`,
    )
  }
  if (body?.error?.code) throw asError(body.error, status)
  if (!ok || body?.[member] === undefined) {
    throw fail('BAD_RESPONSE', `The server answered ${status} with no ${body ? member : 'JSON'}.`)
  }
  return body
}

function parse(text: string): { error?: ErrorBody; [member: string]: unknown } | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Make an error of what stands in an envelope or in a slot of a bundle. */
function asError(body: ErrorBody, status: number): MizanError {
  return new MizanError(body.code, body.message, body.details, status)
}

/** Return what a bundle holds of a function: its data or its error; nothing if it does not mention it. */
export function slotOf({ data, errors = {} }: Bundle, name: string): Slot | undefined {
  if (Object.hasOwn(data, name)) return { data: data[name] }
  return Object.hasOwn(errors, name) ? { error: asError(errors[name]!, 0) } : undefined
}

/** The same where the bundle must mention it. */
export function slotIn(bundle: Bundle, name: string): Slot {
  return slotOf(bundle, name) ?? { error: new MizanError('BAD_RESPONSE', `The server answered with no ${name}.`) }
}

/** Make a `fetch` that tells how much of the body went out. */
function uploader(onProgress: (progress: Progress) => void) {
  return (url: string, { headers, credentials, body, signal }: Init) =>
    new Promise<Response>((resolve, reject) => {
      const request = new XMLHttpRequest()
      const abort = () => request.abort()
      request.open('POST', url)
      request.withCredentials = credentials === 'include'
      for (const [name, value] of headers) request.setRequestHeader(name, value)
      request.upload.onprogress = ({ loaded, total }) => onProgress({ loaded, total })
      request.onload = () => {
        const headers = { 'mizan-protocol': request.getResponseHeader('mizan-protocol') ?? PROTOCOL }
        resolve(new Response(request.responseText || null, { status: request.status, headers }))
      }
      request.onerror = request.onabort = reject
      request.onloadend = () => signal?.removeEventListener('abort', abort)
      signal?.addEventListener('abort', abort)
      request.send(body as XMLHttpRequestBodyInit)
    })
}
