/** A project in a folder of its own, and the generator run on it as its user would. */

import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { filesOf } from '../generator/lib/generate.mjs'

const CLI = fileURLToPath(new URL('../generator/cli.mjs', import.meta.url))
const FIRST = fileURLToPath(new URL('../golden/first/', import.meta.url))

export const MAIN = readFileSync(join(FIRST, 'main.py'), 'utf8')
export const DOCUMENT = readFileSync(join(FIRST, 'document.json'), 'utf8')

export class Project {
  /** @type {Record<string, string | undefined>} what its commands find in their environment */
  env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'mizan-project-'))
    this.write('package.json', JSON.stringify({ dependencies: { react: '*' } }))
  }

  /** Write `mizan.config.mjs`. @param {unknown} config */
  config(config) {
    this.write('mizan.config.mjs', `export default ${JSON.stringify(config)}\n`)
    return this
  }

  /** @param {string} name @param {string} text */
  write(name, text) {
    mkdirSync(dirname(this.path(name)), { recursive: true })
    writeFileSync(this.path(name), text)
    return this
  }

  /** @param {string} name */
  delete(name) {
    rmSync(this.path(name))
    return this
  }

  /** @param {string} name */
  path(name) {
    return join(this.folder, name)
  }

  /** @param {string} name */
  read(name) {
    return readFileSync(this.path(name), 'utf8')
  }

  /** @param {string} name */
  has(name) {
    return existsSync(this.path(name))
  }

  /** @param {string} name */
  list(name) {
    return readdirSync(this.path(name)).sort()
  }

  /** Run the generator to its end. @param {string[]} argv */
  run(...argv) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...argv], {
      cwd: this.folder,
      encoding: 'utf8',
      env: this.env,
    })
    return { status, stdout, stderr }
  }

  /** Start the generator and leave it running. @param {string[]} argv */
  start(...argv) {
    const child = spawn(process.execPath, [CLI, ...argv], {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = { text: '' }
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output.text += chunk))
    const ended = new Promise((resolve) => child.on('close', resolve))
    return { output, stop: () => child.kill('SIGTERM') && ended }
  }

  remove() {
    rmSync(this.folder, { recursive: true })
  }
}

/** A test with a project of its own. @param {string} name @param {() => Project} make @param {(project: Project) => unknown} body */
export function testIn(name, make, body) {
  test(name, async () => {
    const project = make()
    try {
      await body(project)
    } finally {
      project.remove()
    }
  })
}

/** A test with a project that is watched. @param {string} name @param {() => Project} make @param {(project: Project, output: { text: string }) => unknown} body */
export function testWatching(name, make, body) {
  testIn(name, make, async (project) => {
    const { output, stop } = project.start('--watch')
    try {
      await until(
        () => output.text.includes('Watching'),
        () => output.text,
      )
      await body(project, output)
    } finally {
      await stop()
    }
  })
}

/** How often a text was printed. @param {{ text: string }} output @param {string} text */
export const times = (output, text) => output.text.split(text).length - 1

/** Wait until something holds. @param {() => unknown} condition @param {() => string} what @param {number} [limit] in ms */
export async function until(condition, what, limit = 10_000) {
  const started = performance.now()
  while (!condition()) {
    if (performance.now() - started > limit) throw new Error(`Not within ${limit} ms: ${what()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return performance.now() - started
}

/** A folder with the first golden case's Python. */
export function withPython() {
  const project = new Project().config({ source: { fastapi: { module: 'main' } }, output: 'src/api' })
  cpSync(join(FIRST, 'main.py'), project.path('main.py'))
  return project
}

/** A folder with the first golden case's document in a file. */
export function withDocument() {
  return new Project().config({ source: { file: 'document.json' }, output: 'src/api' }).write('document.json', DOCUMENT)
}

/** A `manage.py` that exports a file. */
export const EXPORTING = `import shutil, sys

shutil.copy("document.json", sys.argv[sys.argv.index("--output") + 1])
`

/** A folder with some `manage.py`, and a place for temporary folders that nobody else uses. @param {string} [manage] @param {object} [options] */
export function withDjango(manage = EXPORTING, options = {}) {
  const project = new Project().config({ source: { django: options }, output: 'src/api' })
  mkdirSync(project.path('tmp'))
  project.env = { ...project.env, TMPDIR: project.path('tmp') }
  return project.write('manage.py', manage).write('document.json', DOCUMENT)
}

/** What several documents become, each as the source of its name. @param {Record<string, any>} documents @param {Record<string, string | undefined>} [baseUrls] @param {string[]} [targets] */
export async function emitted(documents, baseUrls = {}, targets = ['react']) {
  const kind = /** @type {const} */ ('file')
  const sources = Object.keys(documents).map((name) => ({ kind, name, path: name, baseUrl: baseUrls[name] }))
  const read = async (/** @type {{ name: string }} */ { name }) => ({ document: documents[name], notes: [] })
  return (await filesOf({ sources, targets }, read)).files
}

/** A second, in ms, on a machine that has nothing else to do; more on one that others are using. */
export const aSecond = () => 1000 * (1 + (loadavg()[0] ?? 0))
