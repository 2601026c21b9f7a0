/** `mizan-generate init`: writes a config for what is found here, and asks where that is not certain. */

import { existsSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { configOf, found, TARGETS } from '../config.mjs'
import { backendsAround, pythonFor } from '../init/detect.mjs'
import { asking } from '../init/questions.mjs'
import { configFor, configText } from '../init/template.mjs'
import { Problem, step, suggest } from '../problem.mjs'

const HELP = `Usage: mizan-generate init [--yes] [--force] [--config mizan.config.mjs]

Writes a config for the backend that it finds in this folder, those above and those beside, and for the framework that
package.json names. It asks on a terminal only; every question has a default, and an option that answers it.

  --source KIND      where the functions are: fastapi, django, file or url
  --place WHERE      the folder of the backend; the path of the document, or its URL
  --module NAME      the module that registers the functions (fastapi), as in main or app.main:registry
  --command WORDS    how to run its Python, as in "uv run python"
  --output FOLDER    where the client goes (default: src/api)
  --targets NAMES    frameworks, as in react,vue; none for typed calls alone
  --yes              take all defaults
  --force            replace a config that is there
  --config FILE      the config to write (default: mizan.config.mjs)
  --json             print one JSON object, and ask nothing
  --help             show this

Exit codes: 0 done, 1 failed, 2 wrong arguments.
`

const KINDS = /** @type {const} */ (['fastapi', 'django', 'file', 'url'])
const text = /** @type {const} */ ({ type: 'string' })
const flag = /** @type {const} */ ({ type: 'boolean' })

/** @typedef {import('../init/template.mjs').Answers} Answers */
/** @typedef {import('./index.mjs').Options} Options */

/** @type {import('./index.mjs').Command} */
export const initCommand = {
  help: HELP,
  operands: [],
  options: {
    config: text,
    ...{ source: text, place: text, module: text, command: text, output: text, targets: text },
    ...{ yes: flag, force: flag },
  },
  async run(options, _, { interactive, warn }) {
    const path = String(options.config ?? 'mizan.config.mjs')
    const file = resolve(path)
    if (existsSync(file) && !options.force) {
      throw new Problem(`${path} is there already. Use --force to replace it.`, { code: 'CONFIG', file })
    }
    const root = dirname(file)
    const usual = await step('CONFIG', () => found(root))
    const answers = await asking(interactive && !options.yes, (ask) => answered(options, root, usual, ask, warn))
    await step('CONFIG', () => configOf(configFor(answers), root, path))
    await step('OUTPUT', () => write(file, configText(answers, usual)))
    const next = `npx mizan-generate${path === 'mizan.config.mjs' ? '' : ` --config ${path}`}`
    return { exit: 0, result: { config: file, ...configFor(answers), next }, text: `Wrote ${path}. Next: ${next}\n` }
  },
}

/**
 * @param {Options} options
 * @param {string} root
 * @param {readonly string[]} usual targets
 * @param {import('../init/questions.mjs').Ask} ask
 * @param {(text: string) => void} warn
 * @returns {Promise<Answers>}
 */
async function answered(options, root, usual, ask, warn) {
  const given = (/** @type {string} */ name) => /** @type {string | undefined} */ (options[name])
  const chosen = { source: checked(given('source'), oneOf(KINDS)), targets: checked(given('targets'), targetsOf) }
  const backends = backendsAround(root)
  const source = /** @type {Answers['source']} */ (
    chosen.source ??
      (await ask(
        'Where are the functions: fastapi, django, file or url?',
        backends[0]?.kind ?? 'fastapi',
        oneOf(KINDS),
      ))
  )
  const backend = backends.find(({ kind }) => kind === source)
  if (!backend && (source === 'fastapi' || source === 'django') && given('place') === undefined)
    warn(`No ${source} backend was found here, above or beside. Say where it is.\n`)
  const place = given('place') ?? (await ask(PLACES[source], backend?.cwd ?? USUAL[source], fine))
  const module =
    source === 'fastapi'
      ? (given('module') ?? (await ask('Which module registers them?', backend?.module ?? 'main', fine)))
      : ''
  const output = given('output') ?? (await ask('Where should the client go?', 'src/api', fine))
  const names = chosen.targets ?? (await ask('For which frameworks?', usual.join(',') || 'none', targetsOf))
  const targets = names === 'none' ? [] : names.split(',').map((each) => each.trim())
  return {
    source,
    place,
    module,
    command: given('command')?.split(/\s+/).filter(Boolean) ?? pythonFor(resolve(root, place)),
    output,
    targets: String(targets) === String(usual) ? undefined : targets,
  }
}

const PLACES = {
  fastapi: 'In which folder?',
  django: 'In which folder is its manage.py?',
  file: 'Which file holds the document?',
  url: 'Where is the document served?',
}
const USUAL = { fastapi: '.', django: '.', file: 'schema.json', url: 'http://localhost:8000/schema.json' }

const fine = () => undefined

/** @param {readonly string[]} known @returns {(answer: string) => string | undefined} */
const oneOf = (known) => (answer) =>
  known.includes(answer) ? undefined : `There is no '${answer}'. ${suggest(answer, known)}`

/** @param {string} answer */
const targetsOf = (answer) =>
  answer === 'none'
    ? undefined
    : answer
        .split(',')
        .map((each) => oneOf(TARGETS)(each.trim()))
        .find(Boolean)

/** An option's value, if it is right. @param {string | undefined} value @param {(value: string) => string | undefined} check */
function checked(value, check) {
  const mistake = value === undefined ? undefined : check(value)
  if (mistake) throw new Problem(mistake, { code: 'USAGE' })
  return value
}

/** @param {string} file @param {string} content */
function write(file, content) {
  try {
    writeFileSync(file, content)
  } catch (error) {
    throw new Problem(`The config cannot be written: ${/** @type {Error} */ (error).message}.`)
  }
}
