/** The task board as a process: started, killed, started again. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BACKEND = fileURLToPath(new URL('../../backend', import.meta.url))
const PYTHON = fileURLToPath(new URL('../../../../.venv/bin/python', import.meta.url))

export class Server {
  readonly #folder = mkdtempSync(join(tmpdir(), 'taskboard-'))
  readonly #port: number
  #process: ChildProcess | undefined

  private constructor(port: number) {
    this.#port = port
  }

  /** A server on a free port, with a database of its own. */
  static async started(): Promise<Server> {
    const server = new Server(await freePort())
    await server.start()
    return server
  }

  get origin(): string {
    return `http://localhost:${this.#port}`
  }

  async start(): Promise<void> {
    const env = { ...process.env, PORT: String(this.#port), TASKBOARD_DB: this.#database }
    this.#process = spawn(PYTHON, ['serve.py'], { cwd: BACKEND, env, stdio: ['ignore', 'ignore', 'pipe'] })
    for (let tries = 0; tries < 300 && this.#process.exitCode === null; tries++) {
      if (await fetch(this.origin).catch(() => undefined)) return
      await new Promise((done) => setTimeout(done, 100))
    }
    throw new Error('The task board did not start.')
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const gone = new Promise((done) => this.#process?.once('exit', done))
    this.#process?.kill(signal)
    await gone
  }

  /** Stop for good. */
  async remove(): Promise<void> {
    await this.kill('SIGTERM')
    rmSync(this.#folder, { recursive: true })
  }

  /** Change the database behind the server's back. */
  sql(statement: string): void {
    const program = 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()'
    const { status, stderr } = spawnSync(PYTHON, ['-c', program, this.#database, statement])
    if (status) throw new Error(String(stderr))
  }

  get #database(): string {
    return join(this.#folder, 'taskboard.db')
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
