/**
 * An editor's session: `node editor.mjs TYPESCRIPT OUTPUT` opens `app.tsx` of the working folder in TypeScript's language
 * service, edits it several times, and writes how many seconds of CPU mistakes and completions took after an edit, at best.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const EDITS = 5
const PATIENCE = 8_000 // milliseconds, after which there is no further edit

const [typescript = '', output = ''] = process.argv.slice(2)
/** @type {typeof import('typescript')} */
const ts = createRequire(import.meta.url)(typescript)

const file = resolve('app.tsx')
const page = readFileSync(file, 'utf8')
const edited = { text: page, version: 0 }

const { options } = ts.parseJsonConfigFileContent(JSON.parse(readFileSync('tsconfig.json', 'utf8')), ts.sys, '.')
const service = ts.createLanguageService({
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
  realpath: ts.sys.realpath,
  useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  getCompilationSettings: () => options,
  getCurrentDirectory: () => process.cwd(),
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  getScriptFileNames: () => [file],
  getScriptVersion: (name) => (name === file ? String(edited.version) : '0'),
  getScriptSnapshot(name) {
    const text = name === file ? edited.text : ts.sys.readFile(name)
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
  },
})

/** Seconds of CPU since then. @param {NodeJS.CpuUsage} started */
function seconds(started) {
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1e6
}

/** The mistakes of a text. @param {string} text */
function mistakes(text) {
  edited.text = text
  edited.version++
  return service
    .getSemanticDiagnostics(file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

/** Seconds of an edit that makes one mistake and asks for the fields of a query's data. @param {number} edit */
function edit(edit) {
  const text = `${page}export const edit${edit} = use0()?.unknown${edit}\nuse0()?.`
  const started = process.cpuUsage()
  const found = mistakes(text)
  const completions = service.getCompletionsAtPosition(file, text.length, {})
  const took = seconds(started)
  const names = completions?.entries.map(({ name }) => name) ?? []
  if (!found.some((each) => each.includes(`unknown${edit}`)) || !names.includes('ship_to'))
    throw new Error(`the editor shows something else: ${found}; ${names.slice(0, 20)}`)
  return took
}

const started = process.cpuUsage()
const found = mistakes(page)
if (found.length) throw new Error(`the program has mistakes:\n${found.join('\n')}`)
const opened = seconds(started)
const edits = []
for (const since = performance.now(); edits.length < EDITS && performance.now() - since < PATIENCE; )
  edits.push(edit(edits.length))
writeFileSync(output, JSON.stringify({ seconds: Math.min(...edits), opened }))
