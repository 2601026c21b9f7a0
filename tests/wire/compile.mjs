/** Compiles `.svelte` files as they are imported; `node --import` runs this first. */

import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { compile } from 'svelte/compiler'

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith('.svelte')) return next(url, context)
  const { js } = compile(await readFile(fileURLToPath(url), 'utf8'), { runes: true })
  return { format: 'module', source: js.code, shortCircuit: true }
}

if (isMainThread) register(import.meta.url)
