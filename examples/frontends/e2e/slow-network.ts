/** A real proxy between browser and server, which holds back, loses and cuts what a test tells it to. */

import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What to do with a request; nothing for most. */
export interface Treatment {
  /** Told that the server has done its work. */
  answered?: () => void
  /** Let the answer through only when this has happened. */
  answerAfter?: Promise<void>
  /** Let the body through to the server only when this has happened. */
  bodyAfter?: Promise<void>
  /** Close the connection before the server hears of it, or within its answer. */
  cut?: 'before' | 'within'
}

/** A promise, and how to keep it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

export class SlowNetwork {
  plan: (path: string, method: string) => Treatment | undefined = () => undefined
  readonly #server
  readonly #target: string

  constructor(target: string) {
    this.#target = target
    this.#server = createServer((incoming, outgoing) => void this.#pass(incoming, outgoing))
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const plan = this.plan(decodeURIComponent(incoming.url ?? ''), incoming.method ?? '') ?? {}
    const cut = () => incoming.socket.destroy()
    if (plan.cut === 'before') return void cut()
    await plan.bodyAfter
    const { method, headers } = incoming
    const onward = request(this.#target + incoming.url, { method, headers }, async (answer) => {
      plan.answered?.()
      await plan.answerAfter
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      // Not without a first byte: Chromium would send the request again by itself.
      if (plan.cut) return void outgoing.write('{', cut)
      answer.pipe(outgoing)
    })
    onward.on('error', cut)
    // Else the streams of pages that are gone would stay open, and a server has but so many for one user.
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  }
}
