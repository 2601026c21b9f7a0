/** HTTP: requests as the protocol spells them, answers read with suspicion. */

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
export interface TransportOptions {
  /** Where the backend is mounted; `/api/mizan` by default. */
  baseUrl?: string | undefined
  /** Instead of the platform's fetch. */
  fetch?: typeof globalThis.fetch | undefined
  /** Sent with every request. */
  headers?: HeaderSource | undefined
  /** As for fetch; `same-origin` by default. */
  credentials?: RequestCredentials | undefined
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
}: TransportOptions): Transport {
  const base = baseUrl.replace(/\/$/, '')

  async function send<T>(member: keyof T & string, path: string, body: BodyInit | null, options: SendOptions) {
    const { signal = null, onUploadProgress } = options
    const headers = await headersFor(source, options.headers)
    if (typeof body === 'string') headers.set('content-type', 'application/json')
    const init = { method: body === null ? 'GET' : 'POST', headers, credentials, body, signal }
    try {
      signal?.throwIfAborted()
      const response = await (onUploadProgress && typeof XMLHttpRequest === 'function' && !given
        ? upload(base + path, init, onUploadProgress)
        : (given ?? fetch)(base + path, init))
      return read(member, response, await response.text()) as T
    } catch (cause) {
      throw cause instanceof MizanError ? cause : unreachable(signal?.aborted, cause)
    }
  }

  return {
    fetch({ context, params }, only, options) {
      const path = `/context/${context}`
      const spelt = canonical(params)
      const parts = [spelt !== '{}' && `params=${encodeURIComponent(spelt)}`, only && `only=${only}`]
      const query = parts.filter(Boolean).join('&')
      const url = query ? `${path}?${query}` : path
      return base.length + url.length > LONGEST_URL
        ? send<Bundle>('data', path, canonical({ params, only }), options)
        : send<Bundle>('data', url, null, options)
    },

    call(name, args, files, mounted, options) {
      return send<CallAnswer>('result', `/call/${name}`, bodyOf(args, files, mounted), options)
    },
  }
}

function bodyOf(args: Params, files: readonly string[], mounted: Instance[]): BodyInit {
  if (!files.length) return canonical({ args, mounted: mounted.length ? mounted : undefined })
  const form = new FormData()
  form.append('args', jsonPart({ ...args, ...Object.fromEntries(files.map((name) => [name, undefined])) }))
  if (mounted.length) form.append('mounted', jsonPart(mounted))
  for (const name of files) {
    for (const file of [args[name]].flat()) if (file != null) form.append(name, file as Blob)
  }
  return form
}

function jsonPart(value: unknown): Blob {
  return new Blob([canonical(value)], { type: 'application/json' })
}

async function headersFor(source: HeaderSource | undefined, own: HeadersInit | undefined): Promise<Headers> {
  const headers = new Headers(typeof source === 'function' ? await source() : source)
  new Headers(own).forEach((value, name) => {
    headers.set(name, value)
  })
  headers.set('mizan-protocol', PROTOCOL)
  return headers
}

function unreachable(aborted: boolean | undefined, cause: unknown): MizanError {
  const [code, message] = aborted
    ? ['ABORTED', 'The request was aborted.']
    : ['NETWORK_ERROR', 'The server could not be reached.']
  return Object.assign(new MizanError(code!, message!), { cause })
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
  if (!body) throw fail('BAD_RESPONSE', `The server answered ${status} with something that is no JSON.`)
  const { error } = body as { error?: ErrorBody }
  if (error?.code) throw asError(error, status)
  if (!ok || body[member] === undefined) throw fail('BAD_RESPONSE', `The server answered ${status} without ${member}.`)
  return body
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const body = JSON.parse(text)
    if (typeof body === 'object') return body
  } catch {}
  return null
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
  return slotOf(bundle, name) ?? { error: new MizanError('BAD_RESPONSE', `The answer lacks ${name}.`) }
}

function upload(url: string, init: RequestInit, onProgress: (progress: Progress) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    request.open('POST', url)
    request.withCredentials = init.credentials === 'include'
    new Headers(init.headers).forEach((value, name) => {
      request.setRequestHeader(name, value)
    })
    request.upload.onprogress = ({ loaded, total }) => onProgress({ loaded, total })
    request.onload = () => {
      const headers = { 'mizan-protocol': request.getResponseHeader('mizan-protocol') ?? PROTOCOL }
      resolve(new Response(request.responseText || null, { status: request.status, headers }))
    }
    request.onerror = request.onabort = reject
    request.onloadend = () => init.signal?.removeEventListener('abort', abort)
    init.signal?.addEventListener('abort', abort)
    request.send(init.body as XMLHttpRequestBodyInit)
  })
}
