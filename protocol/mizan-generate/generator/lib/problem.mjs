/** What a user of the generator has to mend: one sentence on what is wrong, one on what to do. */

/**
 * @typedef {object} Diagnostic a mistake in a declaration, as the server's start-up told it
 * @property {string} code such as MZ104
 * @property {string} message
 * @property {string} [file]
 * @property {number} [line]
 */

/** @typedef {'USAGE' | 'CONFIG' | 'SOURCE' | 'DECLARATION' | 'DOCUMENT' | 'OUTPUT'} Code which step of the work failed */

/**
 * @typedef {object} Details what programs are told beside the message
 * @property {Code} [code]
 * @property {string} [file]
 * @property {number} [line]
 * @property {readonly Diagnostic[]} [diagnostics]
 */

export class Problem extends Error {
  /** @param {string} message @param {Details} [details] */
  constructor(message, details = {}) {
    super(message)
    this.details = details
  }
}

/**
 * Do a step of the work; what its user has to mend bears its code, unless a closer one is known.
 * @template T
 * @param {Code} code
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(code, work) {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Problem) error.details = { code, ...error.details }
    throw error
  }
}

/**
 * Return the known name that was probably meant, as a sentence, or a list of all.
 * @param {string} name
 * @param {readonly string[]} known
 */
export function suggest(name, known) {
  const close = known.find((each) => distance(name, each) <= Math.ceil(each.length / 3))
  return close ? `Did you mean '${close}'?` : `Known: ${known.join(', ')}.`
}

/** @param {string} one @param {string} other */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const substitution = /** @type {number} */ (row[j - 1]) + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(/** @type {number} */ (row[j]) + 1, /** @type {number} */ (next[j - 1]) + 1, substitution))
    }
    row = next
  }
  return /** @type {number} */ (row.at(-1))
}
