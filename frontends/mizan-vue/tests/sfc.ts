/** Single-file components, as a page's bundler makes modules of them. */

import assert from 'node:assert/strict'
import { transformSync } from 'esbuild'
import * as vue from 'vue'
import { compileScript, parse } from 'vue/compiler-sfc'

/** Compile a component. */
export function compiled(source: string, filename: string): string {
  const { descriptor, errors } = parse(source, { filename })
  assert.deepEqual(errors, [])
  return compileScript(descriptor, { id: filename, inlineTemplate: true }).content
}

/** Run a module that may import Vue and these modules. */
export function loaded(code: string, modules: Record<string, unknown>): Record<string, unknown> {
  const given: Record<string, unknown> = { vue, ...modules }
  const module = { exports: {} as Record<string, unknown> }
  const { code: text } = transformSync(code, { format: 'cjs' })
  new Function('require', 'module', text)((name: string) => given[name], module)
  return module.exports
}
