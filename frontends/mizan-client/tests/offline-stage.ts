/** A page on which the network comes and goes, and kernels with a queue on it. */

import 'fake-indexeddb/auto'
import type { TestContext } from 'node:test'
import { type OfflineOptions, offline, type QueuedCall, type QueueStore } from '../src/offline/index.ts'
import { type Asked, passed, type Script, scriptedServer } from './scripted-server.ts'
import { rename } from './subjects.ts'

export const QUEUED = { queue: true }
export const DONE = { result: 'done', invalidate: [] }
let queues = 0

/** Return a name for a queue that no other has. */
export const newName = () => `queue ${++queues}`

/** The stores of all queues, by their names. */
export const stores = new Map<string, QueueStore>()

/** A page on which the network comes and goes. */
export function page(context: TestContext) {
  const navigator = { onLine: true }
  const document = Object.assign(new EventTarget(), {
    visibilityState: 'visible',
    location: { origin: 'https://app.example' },
    createElement: () => ({ origin: 'https://api.example' }),
  })
  const window = new EventTarget()
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
  Object.assign(globalThis, { document, window })
  context.after(() => {
    for (const name of ['document', 'window', 'navigator']) Reflect.deleteProperty(globalThis, name)
    if (before) Object.defineProperty(globalThis, 'navigator', before)
  })
  const online = () => {
    navigator.onLine = true
    window.dispatchEvent(new Event('online'))
  }
  return {
    navigator,
    online,
    show() {
      document.dispatchEvent(new Event('visibilitychange'))
    },
    async leave() {
      navigator.onLine = false
    },
    async comeBack() {
      online()
      await passed()
    },
  }
}

/** A kernel with a queue, once it is loaded. Tabs and later pages of a name share its store. */
export async function queued(context: TestContext, options: OfflineOptions = {}) {
  const script = scriptedServer()
  const name = options.name ?? newName()
  if (!stores.has(name)) stores.set(name, memoryStore())
  const queue = offline(script.kernel, { store: stores.get(name), ...options, name })
  context.after(() => {
    queue.stop()
    script.kernel.dispose()
  })
  await passed()
  return { ...script, queue, name }
}

export const nameOf = ({ body }: Asked) => (body?.args as { name: string } | undefined)?.name
export const keyOf = ({ headers }: Asked) => headers.get('idempotency-key')

/** Call with the option, and keep how it ended. */
export function call({ kernel }: Pick<Script, 'kernel'>, name: string, options: object = {}) {
  const ended: unknown[] = []
  const done = kernel.call(rename, { user_id: 5, name }, { ...QUEUED, ...options }).then(
    (result) => ended.push(result),
    (error) => ended.push(error),
  )
  return { ended, done }
}

export async function until(holds: () => unknown): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 400) throw new Error('It never came to that.')
    await passed()
  }
}

/** Look into the database behind the queue's back. */
export async function storedIn(name: string): Promise<unknown[]> {
  const ask = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await ask(indexedDB.open(`mizan-offline ${name}`))
  const stored = await ask(database.transaction('calls').objectStore('calls').getAll())
  database.close()
  return stored
}

/** A store of one page. */
export function memoryStore(): QueueStore {
  const calls = new Map<string, QueuedCall>()
  return {
    all: async () => [...calls.values()],
    put: async (call) => calls.set(call.id, call),
    remove: async (id) => calls.delete(id),
  }
}

/** One lock after the other, as the platform gives them. */
export function locks() {
  const held = new Map<string, Promise<unknown>>()
  return {
    request(name: string, work: () => Promise<unknown>) {
      const next = (held.get(name) ?? Promise.resolve()).then(work)
      held.set(
        name,
        next.catch(() => {}),
      )
      return next
    },
  }
}
