/** All files of a model. */

import { fileText } from '../file.mjs'
import { emitCalls } from './calls.mjs'
import { emitCodecs } from './codecs.mjs'
import { emitEdge } from './edge.mjs'
import { emitReact } from './react.mjs'
import { emitServers } from './servers.mjs'
import { emitSolid } from './solid.mjs'
import { emitSvelte } from './svelte.mjs'
import { emitTanstack } from './tanstack.mjs'
import { emitTypes } from './types.mjs'
import { emitVue } from './vue.mjs'

/** @type {Readonly<Record<string, (model: import('../model.mjs').Model) => Record<string, string>>>} */
const TARGETS = {
  edge: emitEdge,
  react: emitReact,
  solid: emitSolid,
  svelte: emitSvelte,
  tanstack: emitTanstack,
  vue: emitVue,
}

/**
 * Return the text of every file, by name. Frameworks give the same names to different things, so `index` holds those of
 * one only if there is no other. What `tanstack` gives has names of its own; what `edge` gives is no page's.
 * @param {import('../model.mjs').Model} model
 * @param {readonly string[]} targets
 * @returns {Record<string, string>}
 */
export function emit(model, targets) {
  const stages = Object.assign({}, ...targets.map((each) => TARGETS[each]?.(model)))
  const runtime = "export { configure, isMizanError, MizanError } from 'mizan-client'\n"
  const pages = targets.filter((each) => each !== 'edge')
  const frameworks = pages.filter((each) => each !== 'tanstack')
  const shown = frameworks.length > 1 ? pages.filter((each) => each === 'tanstack') : pages
  const names = ['calls', ...shown, ...(model.servers ? ['servers'] : []), 'types']
  const exported = names.map((each) => `export * from './${each}.js'\n`).join('')
  const types = "export type { BuiltInError, ValidationDetail } from 'mizan-client'\n"
  return {
    ...emitTypes(model),
    ...emitCalls(model),
    ...emitCodecs(model),
    ...stages,
    ...(model.servers && emitServers(model.servers)),
    'index.js': fileText([], [runtime + exported]),
    'index.d.ts': fileText([], [runtime + types + exported]),
  }
}
