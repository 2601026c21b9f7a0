/**
 * Compiles the `.vue` and `.svelte` files of a folder, fails where their compilers complain, and writes the script of each
 * beside it, for TypeScript to check.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from 'svelte/compiler'
import { compileScript, parse } from 'vue/compiler-sfc'

const [folder = '.'] = process.argv.slice(2)
const WRITERS = { vue: ofVue, svelte: ofSvelte }

for (const name of readdirSync(join(folder, 'src'))) {
  const path = join(folder, 'src', name)
  const write = WRITERS[name.split('.')[1]]
  if (write && name.split('.').length === 2) writeFileSync(`${path}.ts`, write(readFileSync(path, 'utf8'), name))
}

/** @param {string} source @param {string} name */
function ofVue(source, name) {
  const { descriptor, errors } = parse(source, { filename: name })
  if (errors.length) throw new Error(`${name}: ${errors.join()}`)
  compileScript(descriptor, { id: name, inlineTemplate: true })
  return `${descriptor.scriptSetup?.content ?? ''}export default {} as import('vue').Component\n`
}

/** @param {string} source @param {string} name */
function ofSvelte(source, name) {
  const { warnings } = compile(source, { filename: name, runes: true, experimental: { async: true } })
  if (warnings.length) throw new Error(`${name}: ${warnings.map(({ message }) => message).join()}`)
  const script = /<script lang="ts">(.*?)<\/script>/s.exec(source)?.[1] ?? ''
  return `${script}export default {} as import('svelte').Component\n`
}
