/** A folder that is there as long as a piece of work needs it. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Work in a fresh folder, which is gone afterwards, also if the work fails or somebody ends us meanwhile.
 * @template T
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inTemporaryFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'mizan-generate-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    remove()
    // Whoever else listens decides what the signal means; by itself it would have ended us.
    if (!process.listenerCount(signal)) process.kill(process.pid, signal)
  }
  for (const signal of SIGNALS) process.prependOnceListener(signal, end)
  try {
    return await work(folder)
  } finally {
    for (const signal of SIGNALS) process.off(signal, end)
    remove()
  }
}
