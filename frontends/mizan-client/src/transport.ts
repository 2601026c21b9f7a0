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

export interface Instance {
  context: string
  params: Params
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

export function createTransport(settings: TransportOptions): Transport {
  const base = (settings.baseUrl ?? '/api/mizan').replace(/\/$/, '')

  async function send(path: string, body: BodyInit | undefined, options: SendOptions): Promise<unknown> {
    const headers = await headersFor(settings.headers, options.headers)
    if (typeof body === 'string') headers.set('content-type', 'application/json')
    const init: RequestInit = {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      credentials: settings.credentials ?? 'same-origin',
      body: body ?? null,
      signal: options.signal ?? null,
    }
    const answer =
      options.onUploadProgress && typeof XMLHttpRequest === 'function' && !settings.fetch
        ? await upload(base + path, init, options.onUploadProgress)
        : await reach(() => (settings.fetch ?? globalThis.fetch)(base + path, init), options.signal)
    return read(answer)
  }

  return {
    fetch(instance, only, options) {
      const params = canonical(instance.params)
      const path = `/context/${encodeURIComponent(instance.context)}`
      const parts = [params === '{}' ? '' : `params=${encodeURIComponent(params)}`, only ? `only=${only.join()}` : '']
      const query = parts.filter(Boolean).join('&')
      const url = query ? `${path}?${query}` : path
      if (base.length + url.length <= LONGEST_URL) return send(url, undefined, options) as Promise<Bundle>
      return send(path, canonical({ params: instance.params, only }), options) as Promise<Bundle>
    },

    call(name, args, files, mounted, options) {
      const path = `/call/${encodeURIComponent(name)}`
      return send(path, bodyOf(args, files, mounted), options) as Promise<CallAnswer>
    },
  }
}

function bodyOf(args: Params, files: readonly string[], mounted: Instance[]): BodyInit {
  if (!files.length) return JSON.stringify(mounted.length ? { args, mounted } : { args })
  const form = new FormData()
  const rest = Object.fromEntries(Object.entries(args).filter(([name]) => !files.includes(name)))
  form.append('args', jsonPart(rest))
  if (mounted.length) form.append('mounted', jsonPart(mounted))
  for (const name of files) {
    const value = args[name]
    for (const file of Array.isArray(value) ? value : [value]) if (file != null) form.append(name, file as Blob)
  }
  return form
}

function jsonPart(value: unknown): Blob {
  return new Blob([JSON.stringify(value)], { type: 'application/json' })
}

async function headersFor(source: HeaderSource | undefined, own: HeadersInit | undefined): Promise<Headers> {
  const headers = new Headers(typeof source === 'function' ? await source() : source)
  for (const [name, value] of new Headers(own)) headers.set(name, value)
  headers.set('mizan-protocol', PROTOCOL)
  return headers
}

async function reach(send: () => Promise<Response>, signal: AbortSignal | null | undefined): Promise<Response> {
  try {
    return await send()
  } catch (cause) {
    throw unreachable(signal?.aborted, cause)
  }
}

function unreachable(aborted: boolean | undefined, cause?: unknown): MizanError {
  const error = aborted
    ? new MizanError('ABORTED', 'The request was aborted.', null)
    : new MizanError('NETWORK_ERROR', 'The server could not be reached.', null)
  error.cause = cause
  return error
}

async function read(response: Response): Promise<unknown> {
  const { status } = response
  const protocol = response.headers.get('mizan-protocol')
  if (protocol !== null && protocol !== PROTOCOL) {
    throw new MizanError(
      'PROTOCOL_MISMATCH',
      `The server speaks version ${protocol} of the Mizan protocol, this client version ${PROTOCOL}. Update mizan-client.`,
      null,
      status,
    )
  }
  let body: unknown
  try {
    body = await response.json()
  } catch (cause) {
    if ((cause as Error).name === 'AbortError') throw unreachable(true, cause)
  }
  if (body === null || typeof body !== 'object') {
    throw new MizanError('BAD_RESPONSE', `The server answered ${status} with something that is no JSON.`, null, status)
  }
  const { error } = body as { error?: ErrorBody }
  if (error) throw asError(error, status)
  if (!response.ok) throw new MizanError('BAD_RESPONSE', `The server answered ${status}.`, body, status)
  return body
}

/** Make an error of what stands in an envelope or in a slot of a bundle. */
export function asError(body: ErrorBody, status = 0): MizanError {
  return new MizanError(String(body.code), String(body.message), body.details, status)
}

function upload(url: string, init: RequestInit, onProgress: (progress: Progress) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const { signal } = init
    request.open('POST', url)
    request.withCredentials = init.credentials === 'include'
    for (const [name, value] of new Headers(init.headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => onProgress({ loaded, total })
    request.onload = () => {
      const protocol = request.getResponseHeader('mizan-protocol')
      const headers = new Headers(protocol === null ? undefined : { 'mizan-protocol': protocol })
      resolve(new Response(request.responseText, { status: request.status, headers }))
    }
    request.onerror = () => reject(unreachable(false))
    request.onabort = () => reject(unreachable(true))
    if (signal?.aborted) return reject(unreachable(true))
    signal?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(init.body as XMLHttpRequestBodyInit)
  })
}
