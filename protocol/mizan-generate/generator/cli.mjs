#!/usr/bin/env node
/** `mizan-generate`: arguments in, exit code out. The only place that prints. */

import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from './lib/config.mjs'
import { generate } from './lib/generate.mjs'
import { Problem } from './lib/problem.mjs'
import { remembering } from './lib/source/memory.mjs'
import { oneAtATime, watchSource } from './lib/watch.mjs'

const HELP = `Usage: mizan-generate [--config mizan.config.mjs] [--check | --watch]

Writes a typed client for the functions of a Mizan server, or of several.

  --config FILE   where documents come from and code goes (default: mizan.config.mjs)
  --check         write nothing; exit 1 and name the files if any is out of date
  --watch         generate again whenever a server's code changes
  --help          show this
  --version       show the version

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

/** @param {string[]} argv @returns {Promise<number>} */
async function main(argv) {
  let options
  try {
    const flag = /** @type {const} */ ({ type: 'boolean', default: false })
    options = parseArgs({
      args: argv,
      options: {
        config: { type: 'string', default: 'mizan.config.mjs' },
        check: flag,
        watch: flag,
        help: flag,
        version: flag,
      },
    }).values
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${HELP}`)
    return 2
  }
  if (options.help) return print(HELP)
  if (options.version) return print(`${version()}\n`)
  if (options.check && options.watch) {
    console.error('--check and --watch exclude each other.')
    return 2
  }
  try {
    const config = await readConfig(options.config)
    if (options.watch) return await watch(config)
    return options.check ? await check(config) : await once(config)
  } catch (error) {
    return report(error)
  }
}

/** @param {import('./lib/config.mjs').Config} config */
async function once(config) {
  const started = performance.now()
  return summarise(config, await generate(config), performance.now() - started)
}

/**
 * @param {import('./lib/config.mjs').Config} config
 * @param {import('./lib/generate.mjs').Outcome} outcome
 * @param {number} time in milliseconds
 */
function summarise(config, { plan, files, model, notes }, time) {
  for (const note of notes) console.error(note)
  const counts = ['query', 'mutation', 'call'].map((kind) =>
    plural(model.functions.filter((each) => each.kind === kind).length, kind),
  )
  const where = relative(process.cwd(), config.output) || '.'
  const many = config.sources.length > 1 ? ` from ${config.sources.length} sources` : ''
  const lines = [
    `${where}: ${counts.join(', ')} in ${plural(model.contexts.length, 'context')}${many} (${Math.round(time)} ms)`,
    ...plan.changed.map((name) => `  wrote    ${name}`),
    ...plan.obsolete.map((name) => `  removed  ${name}`),
  ]
  if (lines.length === 1) lines.push(`  all ${files} files were up to date`)
  return print(`${lines.join('\n')}\n`)
}

/** @param {import('./lib/config.mjs').Config} config */
async function check(config) {
  const { plan, files } = await generate(config, { check: true })
  const stale = [...plan.changed, ...plan.obsolete]
  if (!stale.length) return print(`All ${files} files are up to date.\n`)
  console.error(`Out of date in ${config.output}:\n${stale.map((name) => `  ${name}`).join('\n')}\nRun mizan-generate.`)
  return 1
}

/** @param {import('./lib/config.mjs').Config} config @returns {Promise<number>} */
async function watch(config) {
  const { run, changed } = repeating(config)
  const stops = config.sources.map((source) => watchSource(source, config.output, () => changed(source)))
  await run()
  console.log('Watching for changes. Ctrl-C ends it.')
  return new Promise((resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
      process.once(signal, () => {
        for (const stop of stops) stop()
        resolve(0)
      })
    }
  })
}

/** Runs that read what changed, and tell what came of it; nothing twice where a server was merely asked again. @param {import('./lib/config.mjs').Config} config */
function repeating(config) {
  const { read, forget } = remembering()
  let said = ''
  let edited = false
  const run = oneAtATime(async () => {
    const [started, last] = [performance.now(), edited ? '' : said]
    edited = false
    try {
      const outcome = await generate(config, { read })
      said = 'done'
      const changes = outcome.plan.changed.length + outcome.plan.obsolete.length
      if (changes || last !== said) summarise(config, outcome, performance.now() - started)
    } catch (error) {
      said = String(error)
      if (last !== said) report(error)
    }
  })
  const changed = (/** @type {import('./lib/source/config.mjs').Source} */ source) => {
    forget(source)
    edited ||= source.kind !== 'url'
    return run()
  }
  return { run, changed }
}

/** @param {unknown} error */
function report(error) {
  if (error instanceof Problem) console.error(`mizan-generate: ${error.message}`)
  else console.error('mizan-generate failed by a mistake of its own. Please report it:\n', error)
  return 1
}

/** @param {string} text */
function print(text) {
  process.stdout.write(text)
  return 0
}

/** @param {number} count @param {string} noun */
function plural(count, noun) {
  if (count === 1) return `1 ${noun}`
  return `${count} ${noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`
}

function version() {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}

process.exitCode = await main(process.argv.slice(2))
