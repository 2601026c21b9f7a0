/** A command line, read: which command, its options and operands. */

import { parseArgs } from 'node:util'
import { COMMANDS, USUAL } from './commands/index.mjs'
import { Problem, suggest } from './problem.mjs'

const COMMON = /** @type {const} */ ({
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
})

/**
 * @typedef {object} Line
 * @property {string} name of the command
 * @property {import('./commands/index.mjs').Command} command
 * @property {import('./commands/index.mjs').Options} options
 * @property {readonly string[]} operands
 */

/**
 * Read the line of a command.
 * @param {readonly string[]} argv
 * @param {Pick<Line, 'name' | 'command'>} named
 * @returns {Line}
 */
export function readArguments(argv, { name, command }) {
  const options = { ...command.options, ...COMMON }
  const { values, positionals, tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true })
  for (const token of tokens) if (token.kind === 'option') checkOption(token, options)
  const operands = positionals.slice(positionals[0] === name ? 1 : 0)
  const surplus = operands[command.operands.length]
  if (surplus !== undefined && !values.help)
    throw wrong(noPlaceFor(surplus, command, positionals[0] === name ? name : ''))
  return { name, command, options: /** @type {any} */ (values), operands }
}

/** The command that a line names, or the usual one. A word may also be what an option is given. @param {readonly string[]} argv */
export async function commandOf(argv) {
  const names = Object.keys(COMMANDS).filter((each) => each === USUAL || argv.includes(each))
  const commands = Object.fromEntries(await Promise.all(names.map(async (each) => [each, await COMMANDS[each]?.()])))
  const options = Object.assign({}, COMMON, ...names.map((each) => commands[each].options))
  const [first = ''] = parseArgs({ args: [...argv], options, strict: false }).positionals
  const name = Object.hasOwn(commands, first) ? first : USUAL
  return { name, command: /** @type {import('./commands/index.mjs').Command} */ (commands[name]) }
}

/**
 * @param {{ name: string, rawName: string, value?: string | undefined, inlineValue?: boolean | undefined }} token
 * @param {Readonly<Record<string, import('./commands/index.mjs').OptionType>>} options
 */
function checkOption({ name, rawName, value, inlineValue }, options) {
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (!option) throw wrong(`Unknown option ${rawName}. ${suggested(rawName, options)}`)
  if (option.type === 'boolean' && value !== undefined) throw wrong(`${rawName} takes no value.`)
  if (option.type === 'string' && (!value || (!inlineValue && value.startsWith('-'))))
    throw wrong(`${rawName} needs a value.`)
}

/** @param {string} rawName @param {object} options */
const suggested = (rawName, options) =>
  suggest(
    rawName,
    Object.keys(options).map((each) => `--${each}`),
  )

/** @param {string} operand @param {import('./commands/index.mjs').Command} command @param {string} name as it was given */
function noPlaceFor(operand, { operands }, name) {
  if (!name) return `There is no command '${operand}'. ${suggest(operand, Object.keys(COMMANDS))}`
  const most = operands.length ? `${operands.join(' ')} at most` : 'none'
  return `'${operand}' is too much: ${name} takes ${most}.`
}

/** @param {string} message */
const wrong = (message) => new Problem(message, { code: 'USAGE' })
