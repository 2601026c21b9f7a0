/** `vue`: a plugin, providers that are components, composables that give refs. */

import { importOf } from '../file.mjs'
import { providerName, text } from '../naming.mjs'
import { emitAdapter, providesText, takesParams } from './adapter.mjs'
import { paramsOf } from './names.mjs'

/** @type {import('./adapter.mjs').Dialect} */
const VUE = {
  target: 'vue',
  rootTypes: ['ContextProvider', 'MizanOptions'],
  providerType: 'ContextProvider',
  dataType: '',
  imports: ({ queries, params }) =>
    importOf(
      ['Plugin', ...(queries.length ? ['Ref'] : []), ...(params.length ? ['MaybeRefOrGetter'] : [])],
      'vue',
      'import type',
    ),
  // what Vue keeps for itself, or gives another meaning
  reserved: ['class', 'key', 'ref', 'ref_for', 'ref_key', 'style'],
  roots: (given) => [
    `export const mizan = /*#__PURE__*/ mizanProvider(${given})\n`,
    'export const MizanBoundary = /*#__PURE__*/ contextProvider()\n',
  ],
  rootDeclarations: (what) => [
    `/** Provides ${what} to an app. */\nexport const mizan: Plugin<[options?: MizanOptions]>\n`,
    '/** Shows its `error` slot when something below throws. */\nexport const MizanBoundary: ContextProvider\n',
  ],
  provider: (context) =>
    `export const ${providerName(context.name)} = /*#__PURE__*/ contextProvider(${text(context.name)}${takesParams(context) ? `, [${names(context)}]` : ''})\n`,
  providerDeclaration: (context) =>
    `${providesText(context)}export const ${providerName(context.name)}: ContextProvider${takesParams(context) ? `<${paramsOf(context.name)}>` : ''}\n`,
  given: (type) => `MaybeRefOrGetter<${type}>`,
  data: (type) => `Promise<Readonly<Ref<${type}>>>`,
}

/** @param {import('./adapter.mjs').Context} context */
const names = ({ params }) =>
  Object.keys(params.properties ?? {})
    .map(text)
    .join(', ')

/** @param {import('../model.mjs').Model} model */
export const emitVue = (model) => emitAdapter(model, VUE)
