/** What was read of sources, kept until they change: a server that is asked every second must not cost the others a run. */

import { readDocument } from './index.mjs'

/** @typedef {import('./config.mjs').Source} Source */

/** Read each source once, until it is forgotten; what kept it from being read is remembered, too. */
export function remembering() {
  /** @type {Map<Source, ReturnType<typeof readDocument>>} */
  const reads = new Map()
  return {
    /** @param {Source} source */
    read(source) {
      const read = reads.get(source) ?? readDocument(source)
      reads.set(source, read)
      return read
    },
    /** @param {Source} source */
    forget: (source) => reads.delete(source),
  }
}
