/** A server whose answers a test gives by hand, in any order. */

import { createKernel, type Kernel, type KernelOptions } from '../src/index.ts'

export interface Asked {
  method: string
  path: string
  /** The parsed query or body. */
  params: Record<string, unknown>
  only: string[] | undefined
  body: Record<string, unknown> | undefined
  form: FormData | undefined
  signal: AbortSignal
  headers: Headers
  credentials: RequestCredentials | undefined
  answer(body: unknown, status?: number, headers?: Record<string, string>): Promise<void>
  break(): Promise<void>
}

export interface Script<K = Kernel> {
  kernel: K
  /** All requests so far. */
  asked: Asked[]
  /** The next request that the test did not look at yet. */
  next(): Asked
}

/** Let promises that are ready go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

/** Let timers run that are due. */
export async function passed(ms = 5): Promise<void> {
  await new Promise((done) => setTimeout(done, ms))
  await settled()
}

/** Start a server; another build of the kernel than the source may be asked to speak to it. */
export function scriptedServer<K = Kernel>(
  options: KernelOptions = {},
  create: (options: KernelOptions) => K = createKernel as never,
): Script<K> {
  const asked: Asked[] = []
  let seen = 0
  const fetch = (input: RequestInfo | URL, init: RequestInit = {}) =>
    new Promise<Response>((resolve, reject) => {
      const signal = init.signal ?? new AbortController().signal
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      asked.push({
        ...requestOf(new URL(String(input), 'http://test'), init),
        signal,
        async answer(body, status = 200, headers = {}) {
          const text = typeof body === 'string' ? body : JSON.stringify(body)
          resolve(new Response(text, { status, headers: { 'mizan-protocol': '1', ...headers } }))
          await settled()
        },
        async break() {
          reject(new TypeError('fetch failed'))
          await settled()
        },
      })
    })
  const kernel = create({ fetch: fetch as typeof globalThis.fetch, retries: 0, ...options })
  return {
    kernel,
    asked,
    next() {
      const request = asked[seen++]
      if (!request) throw new Error('No further request was sent.')
      return request
    },
  }
}

function requestOf(url: URL, { method = 'GET', body, headers, credentials }: RequestInit) {
  return {
    method,
    path: url.pathname.replace('/api/mizan/', ''),
    params: JSON.parse(url.searchParams.get('params') ?? '{}'),
    only: url.searchParams.get('only')?.split(','),
    body: typeof body === 'string' ? JSON.parse(body) : undefined,
    form: body instanceof FormData ? body : undefined,
    headers: new Headers(headers),
    credentials,
  }
}
