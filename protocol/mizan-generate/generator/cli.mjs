#!/usr/bin/env node
/** `mizan-generate`: arguments in, exit code out. What commands report is printed here alone. */

import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { commandOf, readArguments } from './lib/arguments.mjs'
import { Problem } from './lib/problem.mjs'
import { showing } from './lib/progress.mjs'
import { readDocument } from './lib/source/index.mjs'

/** @typedef {import('./lib/commands/index.mjs').Report} Report */

/** @param {readonly string[]} argv @returns {Promise<number>} */
async function main(argv) {
  const { name, command } = await commandOf(argv)
  const printer = argv.includes('--json') ? printingJson(name) : printingText(command.help)
  try {
    const { options, operands } = readArguments(argv, { name, command })
    if (options.help) return print(command.help)
    if (options.version) return print(`${version()}\n`)
    const report = await command.run(options, operands, {
      ...printer,
      read: showing(readDocument, process.stderr),
      interactive: !options.json && Boolean(process.stdin.isTTY && process.stderr.isTTY),
    })
    if (report) printer.tell(report)
    return report?.exit ?? 0
  } catch (error) {
    printer.fail(error)
    return isUsage(error) ? 2 : 1
  }
}

/** @param {string} help */
const printingText = (help) => ({
  /** @param {Report} report */
  tell({ text = '', complaint = '' }) {
    process.stderr.write(complaint)
    process.stdout.write(text)
  },
  /** @param {unknown} error */
  fail(error) {
    if (isUsage(error)) console.error(`${error.message}\n\n${help}`)
    else if (error instanceof Problem) console.error(`mizan-generate: ${error.message}`)
    else console.error('mizan-generate failed by a mistake of its own. Please report it:\n', error)
  },
  say: (/** @type {string} */ text) => void print(text),
  warn: (/** @type {string} */ text) => void process.stderr.write(text),
})

/** An object on a line for each report, and nothing else on stdout. @param {string} command */
const printingJson = (command) => ({
  /** @param {Report} report */
  tell: ({ exit, result }) => void print(`${JSON.stringify({ command, exit, result })}\n`),
  /** @param {unknown} error */
  fail(error) {
    const { message, details } = error instanceof Problem ? error : { message: String(error), details: {} }
    const told = { code: 'INTERNAL', message, ...details }
    print(`${JSON.stringify({ command, exit: isUsage(error) ? 2 : 1, error: told })}\n`)
  },
  say() {},
  warn() {},
})

/** @param {unknown} error @returns {error is Problem} */
const isUsage = (error) => error instanceof Problem && error.details.code === 'USAGE'

/** @param {string} text */
function print(text) {
  process.stdout.write(text)
  return 0
}

function version() {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}

// One run is over before optimised code would pay for its making, which takes a quarter of the time.
if (!process.argv.includes('--watch')) setFlagsFromString('--no-opt')
process.exitCode = await main(process.argv.slice(2))
