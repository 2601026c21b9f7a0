/** What kept a Django project from being exported, in a sentence. */

import { lastTraceback } from './traceback.mjs'

/** @typedef {import('./config.mjs').DjangoSource} DjangoSource */

/** @type {readonly [RegExp, (command: string) => string][]} */
const KNOWN = [
  [
    /Couldn't import Django|No module named 'django'/,
    (command) => `'${command}' cannot import Django. Set source.django.command to your environment's Python.`,
  ],
  [
    /No module named 'mizan_django'/,
    (command) =>
      `mizan-django is not installed for '${command}'. Install it there, or set source.django.command to your environment's Python.`,
  ],
  [
    /No Django settings specified/,
    () => "No settings are named. Set source.django.settings to your settings module, as in 'shop.settings'.",
  ],
  [
    /Unknown command: 'export_mizan_schema'/,
    () => `The project has no command export_mizan_schema. Add "mizan_django" to INSTALLED_APPS.`,
  ],
]

/**
 * Say why `manage.py` failed.
 * @param {import('./process.mjs').Result} result
 * @param {DjangoSource} source
 */
export function failure({ code, stdout, stderr }, source) {
  const traceback = lastTraceback(stderr, source.manage)
  const said = traceback?.what ?? stderr
  const sentence = KNOWN.find(([pattern]) => pattern.test(said))?.[1](source.command.join(' '))
  if (sentence) return sentence
  const missing = traceback && missingSettings(traceback)
  if (missing) return noSettings(missing, source.settings)
  const shown = traceback
    ? `${traceback.where}\n${traceback.what}`
    : stderr.trim().replace(/^CommandError: /, '') || stdout.trim()
  return `Exporting with ${source.manage} failed (exit code ${code}):\n${shown || 'It said nothing.'}`
}

/** The module that is not there, if Django looked for the settings and nothing of the project's ran since. @param {import('./traceback.mjs').Traceback} traceback */
function missingSettings({ all, what }) {
  const [, since = ''] = all.split('self.SETTINGS_MODULE)')
  if (!since || since.includes(', in <module>')) return undefined
  return /^ModuleNotFoundError: No module named '(.+)'/.exec(what)?.[1]
}

/** @param {string} module @param {string | undefined} settings */
function noSettings(module, settings) {
  const whose = settings ? `'${settings}'` : 'that manage.py names'
  return `The settings ${whose} cannot be imported: there is no module '${module}'. Set source.django.settings to your settings module, as in 'shop.settings'.`
}
