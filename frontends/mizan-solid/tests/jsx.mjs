/** Compiles the JSX of `.tsx` files as Solid needs it; `node --import` runs this first. */

import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { transformAsync } from '@babel/core'
import solid from 'babel-preset-solid'
import { transform } from 'esbuild'

/**
 * Compile a source, without its types.
 * @param {string} source
 */
export async function compiled(source) {
  const { code } = await transform(source, { loader: 'tsx', jsx: 'preserve' })
  const done = await transformAsync(code, { babelrc: false, configFile: false, presets: [solid] })
  return done?.code ?? ''
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith('.tsx')) return next(url, context)
  const source = await compiled(await readFile(fileURLToPath(url), 'utf8'))
  return { format: 'module', source, shortCircuit: true }
}

if (isMainThread) register(import.meta.url)
