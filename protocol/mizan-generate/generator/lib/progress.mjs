/** What is being waited for, on a line of a terminal that is gone when the waiting is over. */

const EVERY_MS = 100
const PATIENCE_MS = 200
const CLEAR = '\r\x1b[K'

/** @typedef {{ isTTY?: boolean, columns?: number, write: (text: string) => unknown }} Terminal */

/**
 * A reader that says on a terminal what it waits for, and for how long; anything else that it might write to stays clean.
 * @param {import('./generate.mjs').Reader} read
 * @param {Terminal} terminal
 * @returns {import('./generate.mjs').Reader}
 */
export function showing(read, terminal) {
  if (!terminal.isTTY || process.env.TERM === 'dumb') return read
  const { begin, end } = waiting(terminal)
  return async (source) => {
    begin(source.name)
    try {
      return await read(source)
    } finally {
      end(source.name)
    }
  }
}

/** @param {Terminal} terminal */
function waiting(terminal) {
  /** @type {Set<string>} */
  const names = new Set()
  let started = 0
  let shown = false
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const show = () => {
    const seconds = (performance.now() - started) / 1000
    if (seconds * 1000 < PATIENCE_MS) return
    shown = true
    const text = `Reading from ${[...names].join(', ')} … ${seconds.toFixed(1)} s`
    terminal.write(`${CLEAR}${text.slice(0, (terminal.columns || 80) - 1)}`)
  }
  return {
    /** @param {string} name */
    begin(name) {
      if (!names.size) {
        started = performance.now()
        shown = false
        timer = setInterval(show, EVERY_MS)
      }
      names.add(name)
    },
    /** @param {string} name */
    end(name) {
      names.delete(name)
      if (names.size) return
      clearInterval(timer)
      if (shown) terminal.write(CLEAR)
    },
  }
}
