/** A server whose answers a test gives by hand, in any order. */

import { createKernel, type Kernel, type KernelOptions } from '../src/index.ts'

export interface Asked {
  method: string
  path: string
  /** The parsed query or body. */
  params: Record<string, unknown>
  only: string[] | undefined
  body: Record<string, unknown> | undefined
  signal: AbortSignal
  headers: Headers
  answer(body: unknown, status?: number, headers?: Record<string, string>): Promise<void>
  break(): Promise<void>
}

/** Let promises that are ready go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

export function scriptedServer(options: KernelOptions = {}): { kernel: Kernel; asked: Asked[]; next(): Asked } {
  const asked: Asked[] = []
  let seen = 0
  const fetch = (input: RequestInfo | URL, init: RequestInit = {}) =>
    new Promise<Response>((resolve, reject) => {
      const url = new URL(String(input), 'http://test')
      const only = url.searchParams.get('only')
      const signal = init.signal ?? new AbortController().signal
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      asked.push({
        method: init.method ?? 'GET',
        path: url.pathname.replace('/api/mizan/', ''),
        params: JSON.parse(url.searchParams.get('params') ?? '{}'),
        only: only?.split(','),
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        signal,
        headers: new Headers(init.headers),
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
  const kernel = createKernel({ fetch: fetch as typeof globalThis.fetch, retries: 0, ...options })
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
