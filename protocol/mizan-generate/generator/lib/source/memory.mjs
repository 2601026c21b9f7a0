/** What was read of sources, kept until they change: a server that is asked every second must not cost the others a run. */

/** @typedef {import('./config.mjs').Source} Source */
/** @typedef {import('../generate.mjs').Reader} Reader */

/** Read each source once, until it is forgotten; what kept it from being read is remembered, too. @param {Reader} readSource */
export function remembering(readSource) {
  /** @type {Map<Source, ReturnType<Reader>>} */
  const reads = new Map()
  return {
    /** @type {Reader} */
    read(source) {
      const read = reads.get(source) ?? readSource(source)
      reads.set(source, read)
      return read
    },
    /** @param {Source} source */
    forget: (source) => reads.delete(source),
  }
}
