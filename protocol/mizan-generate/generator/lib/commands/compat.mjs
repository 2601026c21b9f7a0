/** `mizan-generate compat`: says what a new version of the server breaks for clients that are out there. */

import { compare } from '../compat/compare.mjs'
import { extended, readOutdated, writeOutdated } from '../compat/outdated.mjs'
import { Problem } from '../problem.mjs'
import { plural } from '../text.mjs'
import { contentIn } from './content.mjs'

/** @typedef {import('../compat/compare.mjs').Change} Change */

const HELP = `Usage: mizan-generate compat old.json new.json
       mizan-generate compat old.json [--config mizan.config.mjs]

Lists what changed from one document to another, or to what the config's server offers now: breaking for clients that were
generated from the old one, or compatible. Names of models do not count, and neither do descriptions.

  --config FILE   the config that names the server (default: mizan.config.mjs)
  --outdated FILE add what breaks to the list by which the new server tells pages that they are outdated
  --json          print one JSON object with the changes as its result
  --help          show this

A server writes its document with:

  python -m mizan_fastapi.cli main > schema.json
  python manage.py export_mizan_schema --output schema.json

Exit codes: 0 compatible, or breaking and listed by --outdated; 1 breaking or failed, 2 wrong arguments.
`

/** @type {import('./index.mjs').Command} */
export const compatCommand = {
  help: HELP,
  operands: ['old.json', '[new.json]'],
  options: { config: { type: 'string' }, outdated: { type: 'string' } },
  async run({ config, outdated: path }, [old, young], { read }) {
    if (old === undefined) throw wrong('Name the document to compare with.')
    if (young !== undefined && config) throw wrong('A second document and --config exclude each other.')
    const before = await contentIn(old, undefined, read)
    const after = await contentIn(young, config, read)
    const changes = compare(before.content, after.content)
    const breaking = changes.filter((each) => each.breaking).length
    if (path) {
      const outdated = extended(readOutdated(String(path)), before.content, after.content, changes)
      writeOutdated(String(path), outdated)
    }
    return {
      exit: breaking && !path ? 1 : 0,
      result: { compatible: !breaking, breaking, changes },
      text: textOf(changes, breaking),
      complaint: after.notes.map((note) => `${note}\n`).join(''),
    }
  },
}

/** @param {string} message */
const wrong = (message) => new Problem(message, { code: 'USAGE' })

/** @param {readonly Change[]} changes @param {number} breaking */
function textOf(changes, breaking) {
  if (!changes.length) return 'Nothing changed.\n'
  /** @type {Map<string, string[]>} */
  const groups = new Map()
  for (const { kind, name, ...change } of changes) {
    const title = `${kind} ${name}`
    groups.set(title, [...(groups.get(title) ?? []), line(change)])
  }
  const blocks = [...groups].map(([title, lines]) => `${title}\n${lines.join('')}`)
  const counts = `${plural(breaking, 'breaking change')}, ${changes.length - breaking} compatible.`
  return `${[...blocks, counts].join('\n')}\n`
}

/** @param {import('../compat/local.mjs').Difference} change */
const line = ({ breaking, path, message }) =>
  `  ${breaking ? 'BREAKING  ' : 'compatible'}  ${path ? `${path}: ` : ''}${message}\n`
