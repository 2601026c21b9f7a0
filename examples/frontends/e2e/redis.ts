/** A Redis as a process, which keeps nothing: killed and started again, it is empty. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './server.ts'

export class Redis {
  readonly folder = mkdtempSync(join(tmpdir(), 'taskboard-redis-'))
  readonly #port: number
  #process: ChildProcess | undefined

  private constructor(port: number) {
    this.#port = port
  }

  /** A Redis on a free port. */
  static async started(): Promise<Redis> {
    const redis = new Redis(await freePort())
    await redis.start()
    return redis
  }

  get url(): string {
    return `redis://localhost:${this.#port}/0`
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.#port), '--save', '', '--appendonly', 'no', '--dir', this.folder]
    this.#process = spawn('redis-server', options, { stdio: 'ignore' })
    this.#process.once('error', () => {}) // where there is no such program, which is said below
    process.once('exit', this.#end)
    for (let tries = 0; tries < 100; tries++) {
      if (await this.#listens()) return
      await new Promise((done) => setTimeout(done, 50))
    }
    throw new Error(
      'Redis did not start. Is redis-server installed? `python3 tools/setup.py --tests` does it on Debian.',
    )
  }

  async kill(): Promise<void> {
    const gone = new Promise((done) => this.#process?.once('exit', done))
    this.#end()
    await gone
    process.off('exit', this.#end)
  }

  /** Stop for good. */
  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true })
  }

  readonly #end = (): void => {
    this.#process?.kill('SIGKILL')
  }

  #listens(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.#port, 'localhost')
      socket.once('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
  }
}
