/** Generating again and again: which source is read anew, and what is worth telling. */

import { generate } from './generate.mjs'
import { readDocument } from './source/index.mjs'
import { remembering } from './source/memory.mjs'
import { oneAtATime, watchSource } from './watch.mjs'

/** @typedef {import('./config.mjs').Config} Config */
/** @typedef {import('./generate.mjs').Outcome} Outcome */

/**
 * @typedef {object} Listener
 * @property {(outcome: Outcome, time: number) => void} done the time is in milliseconds
 * @property {(error: unknown) => void} failed
 * @property {import('./generate.mjs').Reader} [read] how a source is read
 */

/**
 * Generate now, and again whenever a source changes. A failure keeps the old files, and the next change mends it. Nothing
 * is told twice where a server was merely asked again.
 * @param {Config} config
 * @param {Listener} listener
 * @returns {{ first: Promise<void>, stop: () => void }} when the first run is over; and how to end it
 */
export function follow(config, { done, failed, read: readSource = readDocument }) {
  const { read, forget } = remembering(readSource)
  let said = ''
  let edited = false
  let stopped = false
  const run = oneAtATime(async () => {
    const [started, last] = [performance.now(), edited ? '' : said]
    edited = false
    try {
      const outcome = await generate(config, { read })
      if (stopped) return
      said = 'done'
      const changes = outcome.plan.changed.length + outcome.plan.obsolete.length
      if (changes || last !== said) done(outcome, performance.now() - started)
    } catch (error) {
      if (stopped) return
      said = String(error)
      if (last !== said) failed(error)
    }
  })
  const stops = config.sources.map((source) =>
    watchSource(source, config.output, () => {
      forget(source)
      edited ||= source.kind !== 'url'
      run()
    }),
  )
  return {
    first: run(),
    stop() {
      stopped = true
      for (const stop of stops) stop()
    },
  }
}
