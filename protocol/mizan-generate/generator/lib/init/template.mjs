/** The text of a config file, with comments on what else it may say. */

import { text } from '../naming.mjs'

/**
 * @typedef {object} Answers
 * @property {'fastapi' | 'django' | 'file' | 'url'} source
 * @property {string} place a folder; a path or a URL for the last two
 * @property {string} module of FastAPI
 * @property {readonly string[] | undefined} command how to run Python, if that must be said
 * @property {string} output
 * @property {readonly string[] | undefined} targets if package.json does not say the same
 */

/**
 * The config itself.
 * @param {Answers} answers
 * @returns {Record<string, unknown>}
 */
export function configFor({ source, place, module, command, output, targets }) {
  const python = { ...(place !== '.' && { cwd: place }), ...(command && { command }) }
  const sources = {
    fastapi: { fastapi: { module, ...python } },
    django: { django: python },
    file: { file: place },
    url: { url: place },
  }
  return { source: sources[source], output, ...(targets && { targets }) }
}

/**
 * The text of its file.
 * @param {Answers} answers
 * @param {readonly string[]} usual the targets that go without saying
 */
export function configText(answers, usual) {
  const { source, output, targets } = configFor(answers)
  const lines = [
    '// Where the typed client comes from, and where it goes. Run `npx mizan-generate` after a change of the server.',
    'export default {',
    `  ${COMMENTS[answers.source]}`,
    `  source: ${literal(source)},`,
    '  // The folder to write to. It belongs to the generator: leave it to no formatter.',
    `  output: ${literal(output)},`,
    targets
      ? '  // The frameworks to write for: react, solid, svelte, vue; [] for typed calls alone.'
      : '  // The frameworks to write for, unless those that package.json names.',
    targets ? `  targets: ${literal(targets)},` : `  // targets: ${literal(usual)},`,
    '}',
  ]
  return `${lines.join('\n')}\n`
}

const COMMENTS = {
  fastapi: '// The module that registers the functions; `cwd` is its folder, `command` how to run its Python.',
  django: '// The folder of manage.py is `cwd`; `command` is how to run its Python, `settings` names other settings.',
  file: '// The document that the server exported.',
  url: '// Where the document is served.',
}

/** A value as JavaScript writes it. @param {unknown} value @returns {string} */
function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return text(value)
  const members = Object.entries(value).map(([name, each]) => `${name}: ${literal(each)}`)
  return members.length ? `{ ${members.join(', ')} }` : '{}'
}
