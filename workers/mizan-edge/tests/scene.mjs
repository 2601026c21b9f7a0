/** A server, a worker before it on some runtime, and those who use it. */

import { settings, startOrigin } from './origin.mjs'
import { served } from './places.mjs'
import { Reader } from './reader.mjs'

export class Scene {
  #users = 0
  #boards = 0
  /** @type {Awaited<ReturnType<typeof startOrigin>> | undefined} */
  #origin
  /** @type {import('./places.mjs').Served | undefined} */
  #worker
  #start

  /** @param {string} place @param {string} manifest the file of the manifest @param {{ origin?: Record<string, string>, worker?: Record<string, string> }} [environments] */
  constructor(place, manifest, environments = {}) {
    const code = `
      import { manifest } from ${JSON.stringify(manifest)}
      import { tested } from './worker.inside.mjs'
      export default tested(manifest)`
    this.#start = async () => {
      this.#origin = await startOrigin(environments.origin)
      this.#worker = await served(place, code, { ...settings(this.#origin.url), ...environments.worker })
    }
  }

  start = () => this.#start()

  async end() {
    await this.#worker?.stop()
    await this.#origin?.stop()
  }

  get origin() {
    if (!this.#origin) throw new Error('The server is not started.')
    return this.#origin
  }

  get worker() {
    if (!this.#worker) throw new Error('The worker is not started.')
    return this.#worker
  }

  /** Somebody without a session. */
  stranger = () => new Reader(this.worker.url)
  /** Somebody who asks the server itself. */
  direct = () => new Reader(this.origin.url)
  /** A user who has signed in, by his name and perhaps a session. @param {string} name */
  user = (name) => Reader.signedIn(this.worker.url, name)
  /** A user whom nobody else has been. */
  newUser = () => this.user(`u${++this.#users}0.one`)
  /** A board that nobody has asked for. */
  newBoard = () => ({ board_id: ++this.#boards })

  /** What the server is asked while something is done. @param {() => Promise<unknown>} work */
  async asked(work) {
    const { seen } = this.origin
    await seen()
    await work()
    return (await seen()).filter(({ path }) => path !== '/.well-known/mizan-jwks.json')
  }

  /** Let the worker's clock be ahead, until the test ends. @param {import('node:test').TestContext} context @param {number} seconds */
  async ahead(context, seconds) {
    const { url } = this.worker
    const set = async (/** @type {number} */ by) => void (await fetch(`${url}/test/clock?ahead=${by}`))
    context.after(() => set(0))
    await set(seconds)
  }

  /** Let what is to be kept be in its place: a platform may do that when the answer is out. */
  settled = () => new Promise((resolve) => setTimeout(resolve, 100))

  /** Read until it is from what is kept. @param {string} context @param {unknown} [params] */
  async kept(context, params) {
    for (let turn = 0; turn < 50; turn++) {
      const read = await this.stranger().read(context, params)
      if (read.how.startsWith('mizan-edge; hit')) return read
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error(`${context} is not kept.`)
  }
}
