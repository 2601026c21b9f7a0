/** A real proxy between browser and server, which delays, reorders and drops what a test tells it to. */

import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What to do with a request: how long to hold its answer back, in ms, or to cut the connection. */
export type Plan = (path: string, method: string) => number | 'cut'

export class SlowNetwork {
  plan: Plan = () => 0
  readonly #server
  readonly #target: string

  constructor(target: string) {
    this.#target = target
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing))
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const plan = this.plan(decodeURIComponent(incoming.url ?? ''), incoming.method ?? '')
    if (plan === 'cut') {
      incoming.socket.destroy()
      return
    }
    const { host: _, ...headers } = incoming.headers
    const onward = request(this.#target + incoming.url, { method: incoming.method, headers }, (answer) => {
      setTimeout(() => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      }, plan)
    })
    onward.on('error', () => incoming.socket.destroy())
    incoming.pipe(onward)
  }
}
