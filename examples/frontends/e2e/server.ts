/** The task board as a process: started, killed, started again. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEdge, type Worker } from './edge.ts'

interface Backend {
  /** Where its serve.py is. */
  folder: string
  /** What it calls the table of tasks. */
  tasks: string
}

const BACKENDS: Record<string, Backend> = {
  fastapi: { folder: 'fastapi-react-site/backend', tasks: 'task' },
  django: { folder: 'django-react-site', tasks: 'taskboard_task' },
}

/** The one under test, by `BACKEND=…`. */
export const BACKEND = process.env.BACKEND ?? 'fastapi'
const chosen = BACKENDS[BACKEND]
if (!chosen) throw new Error(`There is no backend '${BACKEND}'. Use ${Object.keys(BACKENDS).join(' or ')}.`)
const { folder, tasks } = chosen
const EXAMPLES = fileURLToPath(new URL('../../', import.meta.url))
const PYTHON = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url))

/** The page under test, by `ADAPTER=…`. */
export const ADAPTER = process.env.ADAPTER ?? 'react'

export class Server {
  readonly #folder = mkdtempSync(join(tmpdir(), 'taskboard-'))
  readonly #port: number
  readonly #settings: Record<string, string>
  #process: ChildProcess | undefined
  #edge: Worker | undefined

  private constructor(port: number, settings: Record<string, string>) {
    this.#port = port
    this.#settings = settings
  }

  /** A server on a free port, with a database of its own unless the settings name one. */
  static async started(settings: Record<string, string> = {}): Promise<Server> {
    const server = new Server(await freePort(), settings)
    await server.start()
    if (process.env.EDGE) server.#edge = await startEdge(server.#own)
    return server
  }

  /** Where pages find it: by way of a worker, with `EDGE=1`. */
  get origin(): string {
    return this.#edge?.origin ?? this.#own
  }

  get #own(): string {
    return `http://localhost:${this.#port}`
  }

  async start(): Promise<void> {
    const { DATABASE_URL: _, ...known } = process.env // every server has a file of its own
    const own = { PORT: String(this.#port), TASKBOARD_DB: this.#database, TASKBOARD_PAGE: ADAPTER }
    const env = { ...known, ...own, ...this.#settings }
    // A group of its own: a server may have workers, and one that is killed takes them along.
    const options = { cwd: join(EXAMPLES, folder), env, detached: true } as const
    this.#process = spawn(PYTHON, ['serve.py'], { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
    process.once('exit', this.#end)
    for (let tries = 0; tries < 300 && this.#process.exitCode === null; tries++) {
      if (await fetch(this.#own).catch(() => undefined)) return
      await new Promise((done) => setTimeout(done, 100))
    }
    throw new Error('The task board did not start.')
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const gone = new Promise((done) => this.#process?.once('exit', done))
    this.#signal(signal)
    await gone
    process.off('exit', this.#end)
  }

  /** Stop for good. */
  async remove(): Promise<void> {
    this.#edge?.stop()
    await this.kill('SIGTERM')
    rmSync(this.#folder, { recursive: true })
  }

  /** Put a task into a column, be there one or not, behind the server's back. */
  putInto(column: string, task: number): void {
    const statement = `UPDATE ${tasks} SET "column" = '${column}' WHERE id = ${task}`
    const program = 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()'
    const { status, stderr } = spawnSync(PYTHON, ['-c', program, this.#database, statement])
    if (status) throw new Error(String(stderr))
  }

  /** Leave nothing running when the tests are stopped. */
  readonly #end = (): void => this.#signal('SIGKILL')

  #signal(signal: NodeJS.Signals): void {
    const { pid, exitCode } = this.#process ?? {}
    if (pid && exitCode === null) process.kill(-pid, signal)
  }

  get #database(): string {
    return join(this.#folder, 'taskboard.db')
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
