/** The commands by name, each loaded when it is named: to load all of them takes longer than to generate a small client. */

/**
 * What a command came to: for people on one of the streams, for programs as data.
 * @typedef {object} Report
 * @property {number} exit
 * @property {unknown} result
 * @property {string} [text] for stdout
 * @property {string} [complaint] for stderr
 */

/**
 * @typedef {object} Surroundings what a command may use of the process
 * @property {(report: Report) => void} tell of something, and go on
 * @property {(error: unknown) => void} fail of something, and go on
 * @property {(text: string) => void} say something to people alone
 * @property {(text: string) => void} warn people alone
 * @property {import('../generate.mjs').Reader} read
 * @property {boolean} interactive whether somebody is there to answer
 */

/** @typedef {Record<string, string | boolean | undefined>} Options */
/** @typedef {{ type: 'string' | 'boolean', short?: string }} OptionType */

/**
 * @typedef {object} Command
 * @property {string} help
 * @property {readonly string[]} operands what may stand behind the name, as many at most
 * @property {Readonly<Record<string, OptionType>>} options of its own
 * @property {(options: Options, operands: readonly string[], surroundings: Surroundings) => Promise<Report | undefined>} run
 *   to a last report, if there is one
 */

/** @type {Readonly<Record<string, () => Promise<Command>>>} */
export const COMMANDS = {
  generate: async () => (await import('./generate.mjs')).generateCommand,
  init: async () => (await import('./init.mjs')).initCommand,
  compat: async () => (await import('./compat.mjs')).compatCommand,
  graph: async () => (await import('./graph.mjs')).graphCommand,
}

/** The one that needs no name. */
export const USUAL = 'generate'
