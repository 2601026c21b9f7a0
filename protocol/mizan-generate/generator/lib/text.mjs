/** Small pieces of text for people. */

/** @param {number} count @param {string} noun */
export function plural(count, noun) {
  if (count === 1) return `1 ${noun}`
  return `${count} ${noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`
}
