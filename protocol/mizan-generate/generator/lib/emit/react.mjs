/** `react`: providers are components, hooks return data. */

import { importOf } from '../file.mjs'
import { providerName, text } from '../naming.mjs'
import { emitAdapter, providesText, takesParams } from './adapter.mjs'
import { paramsOf } from './names.mjs'

/** @type {import('./adapter.mjs').Dialect} */
const REACT = {
  target: 'react',
  rootTypes: ['MizanProps'],
  providerType: 'ContextProps',
  dataType: '',
  imports: () => importOf(['ReactNode'], 'react', 'import type'),
  // props of every provider, and two that React keeps for itself
  reserved: ['children', 'errorFallback', 'fallback', 'key', 'ref'],
  roots: (given) => [`export const MizanContext = /*#__PURE__*/ mizanProvider(${given})\n`],
  rootDeclarations: (what) => [
    `/** Provides ${what} to everything below it. */\nexport function MizanContext(props: MizanProps): ReactNode\n`,
  ],
  provider: ({ name }) => `export const ${providerName(name)} = /*#__PURE__*/ contextProvider(${text(name)})\n`,
  providerDeclaration: (context) =>
    `${providesText(context)}export function ${providerName(context.name)}(props: ContextProps${takesParams(context) ? ` & ${paramsOf(context.name)}` : ''}): ReactNode\n`,
  given: (type) => type,
  data: (type) => type,
}

/** @param {import('../model.mjs').Model} model */
export const emitReact = (model) => emitAdapter(model, REACT)
