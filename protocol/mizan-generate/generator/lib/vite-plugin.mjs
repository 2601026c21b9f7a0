/** Generating inside of Vite: when it starts, and in development whenever a source changes. */

import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { readConfig } from './config.mjs'
import { follow } from './follow.mjs'
import { generate } from './generate.mjs'
import { step } from './problem.mjs'
import { NAME, viteError } from './vite-error.mjs'

/** @typedef {import('./generate.mjs').Outcome} Outcome */
/** @typedef {import('vite').ViteDevServer} ViteDevServer */

/**
 * A plugin that generates the client.
 * @param {{ config?: string }} [options] the config's path, relative to Vite's root
 * @returns {import('vite').Plugin}
 */
export function mizan({ config: path = 'mizan.config.mjs' } = {}) {
  /** @type {import('vite').ResolvedConfig} */
  let vite
  /** @type {import('./config.mjs').Config | undefined} */
  let config
  /** @type {unknown} what keeps the client from being up to date */
  let failure
  /** @type {Promise<unknown> | undefined} */
  let built
  let stop = () => {}

  const read = () => step('CONFIG', () => readConfig(resolve(vite.root, path)))

  /** Of the config's own mistakes Vite tells, too, and starts again when they are mended. @param {ViteDevServer} server */
  const develop = async (server) => {
    const { done, failed } = telling(server, vite.logger, (error) => (failure = error))
    try {
      config = await read()
    } catch (error) {
      return failed(error)
    }
    const following = follow(config, { done: (outcome) => done(outcome, config), failed })
    stop = following.stop
    await following.first
    if (vite.server.watch === null) stop() // nobody follows changes, as in a run of tests
  }

  return {
    name: NAME,
    configResolved(resolved) {
      vite = resolved
      resolved.configFileDependencies.push(resolve(vite.root, path).split(sep).join('/'))
    },
    async configureServer(server) {
      await develop(server)
    },
    async buildStart() {
      if (vite.command !== 'build') return
      try {
        built ??= read()
          .then(generate)
          .then((outcome) => notes(outcome, vite.logger))
        await built
      } catch (error) {
        this.error(viteError(error))
      }
    },
    // A client that was never generated is missed by who imports it. The reason is the better message.
    resolveId: {
      order: 'post',
      handler(id, importer, options) {
        const scans = 'scan' in options && options.scan // ahead of every request, and only for the terminal
        if (scans || !failure || !config || !importer || existsSync(join(config.output, 'index.js'))) return null
        const wanted = resolve(dirname(importer), id)
        if (wanted === config.output || wanted.startsWith(config.output + sep)) this.error(viteError(failure))
        return null
      },
    },
    closeBundle() {
      stop()
    },
  }
}

/**
 * What tells the pages of a server, and its terminal: an overlay that goes when the mistake is mended.
 * @param {ViteDevServer} server
 * @param {import('vite').Logger} logger
 * @param {(error: unknown) => void} remember
 */
function telling({ ws }, logger, remember) {
  /** @type {{ type: 'error', err: import('./vite-error.mjs').ViteError } | undefined} */
  let shown
  ws.on('connection', (socket) => shown && socket.send(JSON.stringify(shown)))
  return {
    /** @param {Outcome} outcome @param {import('./config.mjs').Config | undefined} config */
    done(outcome, config) {
      remember(undefined)
      notes(outcome, logger)
      const { changed, obsolete } = outcome.plan
      const where = relative(process.cwd(), config?.output ?? '') || '.'
      const names = [...changed, ...obsolete.map((name) => `${name} (removed)`)]
      if (names.length) logger.info(`${NAME}: ${where}: ${names.join(', ')}`, { timestamp: true })
      if (shown) ws.send({ type: 'update', updates: [] })
      shown = undefined
    },
    /** @param {unknown} error */
    failed(error) {
      remember(error)
      const err = viteError(error)
      shown = { type: 'error', err }
      logger.error(`${NAME}: ${err.message}`, { timestamp: true, error: /** @type {any} */ (error) })
      if (ws.clients.size) ws.send(shown) // Vite would keep it for the next page, which is told by us
    },
  }
}

/** What the exporters had to say. @param {Outcome} outcome @param {import('vite').Logger} logger */
function notes({ notes: said }, logger) {
  for (const note of said) logger.warn(`${NAME}: ${note}`)
}
