/** The document of a Django project, exported by its own manage.py. */

import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Problem } from '../problem.mjs'
import { failure } from './django-failure.mjs'
import { parse } from './file.mjs'
import { detailsOf } from './place.mjs'
import { LIMIT_MS, needsFolders, notesOf, runPython } from './process.mjs'
import { inTemporaryFolder } from './temporary.mjs'

/**
 * Run the exporter, which writes to a file: what the project prints while it loads cannot spoil that.
 * @param {import('./config.mjs').DjangoSource} source
 * @param {number} [limit] in milliseconds
 * @returns {Promise<import('./index.mjs').Read>}
 */
export async function fromDjango(source, limit = LIMIT_MS) {
  needsFolders('django', source)
  const script = resolve(source.cwd, source.manage)
  if (!existsSync(script)) {
    throw new Problem(
      `There is no ${script}. Set source.django.cwd to the folder of your manage.py, or manage to its name there.`,
    )
  }
  return inTemporaryFolder((folder) => exported(source, join(folder, 'document.json'), limit))
}

/** @param {import('./config.mjs').DjangoSource} source @param {string} file @param {number} limit */
async function exported(source, file, limit) {
  const { manage, settings } = source
  const arguments_ = [manage, 'export_mizan_schema', '--output', file, ...(settings ? ['--settings', settings] : [])]
  const result = await runPython('django', source, arguments_, limit)
  if (result.late) {
    throw new Problem(
      `Exporting with ${manage} took more than ${limit / 1000} s. If loading the project waits for something, as for a database, leave that for later.`,
    )
  }
  if (result.code !== 0) {
    const message = failure(result, source)
    throw new Problem(message, detailsOf(message, source.cwd))
  }
  if (!existsSync(file)) {
    throw new Problem(
      `${manage} ended well and wrote no document. It must hand its arguments to Django's execute_from_command_line.`,
    )
  }
  return { document: parse(readFileSync(file, 'utf8'), `What ${manage} exported`), notes: notesOf(result) }
}
