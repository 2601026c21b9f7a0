/** Python's last traceback: where it happened in the user's own code, what happened. */

import { basename } from 'node:path'

const TITLE = 'Traceback (most recent call last):\n'
const FRAME = /^ {2}File "(.+?)", line \d+/
const IMPORTING = /^<frozen |[\\/]importlib[\\/]__init__\.py$/
const INSTALLED = /[\\/](site|dist)-packages[\\/]|[\\/]lib[\\/]python\d/i

/**
 * @typedef {object} Traceback
 * @property {string} where the frame, with its code
 * @property {string} what the exception
 * @property {string} all from its first frame on
 */

/**
 * Read the last traceback in a text, if there is one.
 * @param {string} text
 * @param {string} script what was started, which is in every traceback
 * @returns {Traceback | undefined}
 */
export function lastTraceback(text, script) {
  const begin = text.lastIndexOf(TITLE)
  if (begin < 0) return undefined
  const all = text.slice(begin + TITLE.length).trimEnd()
  const end = all.search(/^\S/m)
  if (end < 0) return undefined
  const frames = all
    .slice(0, end)
    .split(/^(?= {2}File ")/m)
    .filter((each) => !IMPORTING.test(fileOf(each)))
  const own = frames.findLast((each) => !INSTALLED.test(fileOf(each)) && basename(fileOf(each)) !== basename(script))
  return { where: (own ?? frames.at(-1) ?? '').trimEnd(), what: all.slice(end), all }
}

/** @param {string} frame */
const fileOf = (frame) => FRAME.exec(frame)?.[1] ?? ''
