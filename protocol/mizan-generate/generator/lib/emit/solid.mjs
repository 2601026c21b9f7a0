/** `solid`: providers are components, hooks return accessors. */

import { importOf } from '../file.mjs'
import { providerName, text } from '../naming.mjs'
import { emitAdapter, providesText, takesParams } from './adapter.mjs'
import { paramsOf } from './names.mjs'

/** @type {import('./adapter.mjs').Dialect} */
const SOLID = {
  target: 'solid',
  rootTypes: ['MizanProps'],
  providerType: 'ContextProps',
  dataType: '',
  imports: ({ queries }) => importOf(['JSX', ...(queries.length ? ['Accessor'] : [])], 'solid-js', 'import type'),
  // props of every provider, and one that Solid keeps for itself
  reserved: ['children', 'errorFallback', 'fallback', 'ref'],
  roots: (given) => [`export const MizanContext = /*#__PURE__*/ mizanProvider(${given})\n`],
  rootDeclarations: (what) => [
    `/** Provides ${what} to everything below it. */\nexport function MizanContext(props: MizanProps): JSX.Element\n`,
  ],
  provider: ({ name }) => `export const ${providerName(name)} = /*#__PURE__*/ contextProvider(${text(name)})\n`,
  providerDeclaration: (context) =>
    `${providesText(context)}export function ${providerName(context.name)}(props: ContextProps${takesParams(context) ? ` & ${paramsOf(context.name)}` : ''}): JSX.Element\n`,
  given: (type) => `${type} | Accessor<${type}>`,
  data: (type) => `Accessor<${type} | undefined>`,
}

/** @param {import('../model.mjs').Model} model */
export const emitSolid = (model) => emitAdapter(model, SOLID)
