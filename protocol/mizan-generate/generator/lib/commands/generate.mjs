/** `mizan-generate`: writes the client, checks it, or follows the server's code. */

import { relative } from 'node:path'
import { readConfig } from '../config.mjs'
import { generate } from '../generate.mjs'
import { Problem, step } from '../problem.mjs'
import { plural } from '../text.mjs'

/** @typedef {import('../config.mjs').Config} Config */
/** @typedef {import('./index.mjs').Report} Report */
/** @typedef {import('./index.mjs').Surroundings} Surroundings */

const HELP = `Usage: mizan-generate [--config mizan.config.mjs] [--check | --watch] [--json]
       mizan-generate init | compat | graph …

Writes a typed client for the functions of a Mizan server, or of several.

  --config FILE   where documents come from and code goes (default: mizan.config.mjs)
  --check         write nothing; exit 1 and name the files if any is out of date
  --watch         generate again whenever a server's code changes
  --json          print one JSON object on stdout, for programs; with --watch one for each time, a line each
  --help          show this, or the help of a command
  --version       show the version

Commands, each with a --help of its own:

  init            write a config for what is found here
  compat          say what a new version of the server breaks for clients that are out there
  graph           show contexts, functions, and who makes what stale

A config:

  export default {
    source: { fastapi: { module: 'main', cwd: '../backend', command: ['uv', 'run', 'python'] } },
    //   or { django: { cwd: '../backend', manage: 'manage.py', settings: 'shop.settings' } }
    //   or { file: 'schema.json' } or { url: 'http://localhost:8000/schema.json' }
    //   or a list of them for one client of several servers, each with the baseUrl: '/ai/mizan' where it is mounted
    output: 'src/api', // only files that mizan-generate wrote are ever replaced or removed
    targets: ['react'], // by default the frameworks that package.json names; [] for plain functions
  }

Exit codes: 0 done, 1 out of date or failed, 2 wrong arguments.
`

/** @type {import('./index.mjs').Command} */
export const generateCommand = {
  help: HELP,
  operands: [],
  options: { config: { type: 'string' }, check: { type: 'boolean' }, watch: { type: 'boolean' } },
  async run({ config: path = 'mizan.config.mjs', check, watch }, _, surroundings) {
    if (check && watch) throw new Problem('--check and --watch exclude each other.', { code: 'USAGE' })
    const config = await step('CONFIG', () => readConfig(String(path)))
    if (watch) return followed(config, surroundings)
    const started = performance.now()
    const outcome = await generate(config, { check: Boolean(check), read: surroundings.read })
    return check ? checked(config, outcome) : generated(config, outcome, performance.now() - started)
  },
}

/** @param {Config} config @param {import('../generate.mjs').Outcome} outcome @param {number} time in milliseconds @returns {Report} */
function generated(config, { plan, files, model, notes }, time) {
  const count = (/** @type {string} */ kind) => model.functions.filter((each) => each.kind === kind).length
  const counts = ['query', 'mutation', 'call'].map((kind) => plural(count(kind), kind))
  const where = relative(process.cwd(), config.output) || '.'
  const many = config.sources.length > 1 ? ` from ${config.sources.length} sources` : ''
  const lines = [
    `${where}: ${counts.join(', ')} in ${plural(model.contexts.length, 'context')}${many} (${Math.round(time)} ms)`,
    ...plan.changed.map((name) => `  wrote    ${name}`),
    ...plan.obsolete.map((name) => `  removed  ${name}`),
  ]
  if (lines.length === 1) lines.push(`  all ${files} files were up to date`)
  return {
    exit: 0,
    result: {
      output: config.output,
      files,
      written: plan.changed,
      removed: plan.obsolete,
      queries: count('query'),
      mutations: count('mutation'),
      calls: count('call'),
      contexts: model.contexts.length,
      notes,
      milliseconds: Math.round(time),
    },
    text: `${lines.join('\n')}\n`,
    complaint: notes.map((note) => `${note}\n`).join(''),
  }
}

/** @param {Config} config @param {import('../generate.mjs').Outcome} outcome @returns {Report} */
function checked({ output }, { plan, files, notes }) {
  const stale = [...plan.changed, ...plan.obsolete]
  const result = { output, files, stale: plan.changed, obsolete: plan.obsolete, notes }
  if (!stale.length) return { exit: 0, result, text: `All ${files} files are up to date.\n` }
  const names = stale.map((name) => `  ${name}\n`).join('')
  return { exit: 1, result, complaint: `Out of date in ${output}:\n${names}Run mizan-generate.\n` }
}

/** Generate again and again, until somebody ends it. @param {Config} config @param {Surroundings} surroundings @returns {Promise<undefined>} */
async function followed(config, { tell, fail, say, read }) {
  const { follow } = await import('../follow.mjs')
  const { first, stop } = follow(config, {
    read,
    done: (outcome, time) => tell(generated(config, outcome, time)),
    failed: fail,
  })
  await first
  say('Watching for changes. Ctrl-C ends it.\n')
  return new Promise((resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
      process.once(signal, () => {
        stop()
        resolve(undefined)
      })
    }
  })
}
