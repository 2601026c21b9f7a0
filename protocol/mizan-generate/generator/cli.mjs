#!/usr/bin/env node
/** `mizan-generate`: arguments in, exit code out. The only place that prints. */

import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from './lib/config.mjs'
import { generate } from './lib/generate.mjs'
import { Problem } from './lib/problem.mjs'
import { watchSource } from './lib/watch.mjs'

const HELP = `Usage: mizan-generate [--config mizan.config.mjs] [--check | --watch]

Writes a typed client for the functions of a Mizan server.

  --config FILE   where documents come from and code goes (default: mizan.config.mjs)
  --check         write nothing; exit 1 and name the files if any is out of date
  --watch         generate again whenever the server's code changes
  --help          show this
  --version       show the version

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
  const { plan, files, model } = await generate(config)
  const counts = ['query', 'mutation', 'call'].map((kind) =>
    plural(model.functions.filter((each) => each.kind === kind).length, kind),
  )
  const where = relative(process.cwd(), config.output) || '.'
  console.log(
    `${where}: ${counts.join(', ')} in ${plural(model.contexts.length, 'context')} (${Math.round(performance.now() - started)} ms)`,
  )
  for (const name of plan.changed) console.log(`  wrote    ${name}`)
  for (const name of plan.obsolete) console.log(`  removed  ${name}`)
  if (!plan.changed.length && !plan.obsolete.length) console.log(`  all ${files} files were up to date`)
  return 0
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
  let running = false
  let again = false
  const run = async () => {
    if (running) {
      again = true
      return
    }
    running = true
    await once(config).catch(report)
    running = false
    if (again) {
      again = false
      void run()
    }
  }
  await run()
  console.log('Watching for changes. Ctrl-C ends it.')
  const stop = watchSource(config, run)
  return new Promise((resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
      process.once(signal, () => {
        stop()
        resolve(0)
      })
    }
  })
}

/** @param {unknown} error */
function report(error) {
  if (!(error instanceof Problem)) throw error
  console.error(`mizan-generate: ${error.message}`)
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
