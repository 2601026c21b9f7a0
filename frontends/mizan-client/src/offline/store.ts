/** The store: where queued calls outlive the page, in IndexedDB. */

import type { Params } from '../keys.ts'

/** A call that waits to be sent. */
export interface QueuedCall {
  /** Sent as its idempotency key, too. */
  readonly id: string
  readonly name: string
  /** As they travel: dates, say, are text. */
  readonly args: Params
  /** When it was made, in ms since 1970. */
  readonly time: number
}

/** Where calls are kept. It does things in the order in which it is asked. */
export interface QueueStore {
  all(): Promise<readonly QueuedCall[]>
  put(call: QueuedCall): Promise<unknown>
  remove(id: string): Promise<unknown>
}

const CALLS = 'calls'

/** Keep calls in a database of this name, opened at the first use. */
export function indexedStore(name: string): QueueStore {
  let opened: Promise<IDBDatabase> | undefined

  async function use<T>(mode: IDBTransactionMode, work: (calls: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const transaction = (await (opened ??= open(name))).transaction(CALLS, mode)
    const request = work(transaction.objectStore(CALLS))
    return new Promise((resolve, reject) => {
      // Not before the transaction's end: a full disk fails only there.
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error)
    })
  }

  return {
    all: () => use('readonly', (calls) => calls.getAll()),
    put: (call) => use('readwrite', (calls) => calls.put(call)),
    remove: (id) => use('readwrite', (calls) => calls.delete(id)),
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => request.result.createObjectStore(CALLS, { keyPath: 'id' })
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const database = request.result
      // Else nobody could delete it while the page is open.
      database.onversionchange = () => database.close()
      resolve(database)
    }
  })
}
