/** `svelte`: providers are functions that a component calls, as `setContext`; hooks return reactive objects. */

import { setterName, text } from '../naming.mjs'
import { emitAdapter, providesText, takesParams } from './adapter.mjs'
import { paramsOf } from './names.mjs'

/** @type {import('./adapter.mjs').Dialect} */
const SVELTE = {
  target: 'svelte',
  rootTypes: ['MizanOptions'],
  providerType: '',
  dataType: 'QueryData',
  imports: () => [],
  reserved: [],
  roots: (given) => [
    "export { useMizanBoundary } from 'mizan-svelte'\n",
    `export const setMizan = /*#__PURE__*/ mizanProvider(${given})\n`,
  ],
  rootDeclarations: (what) => [
    "export { useMizanBoundary } from 'mizan-svelte'\n",
    `/** Provides ${what} to this component and everything below it. */\nexport function setMizan(options?: MizanOptions): void\n`,
  ],
  provider: ({ name }) => `export const ${setterName(name)} = /*#__PURE__*/ contextProvider(${text(name)})\n`,
  providerDeclaration: (context) => {
    const optional = (context.params.required ?? []).length === 0 ? '?' : ''
    const params = takesParams(context) ? `params${optional}: ${SVELTE.given(paramsOf(context.name))}` : ''
    return `${providesText(context)}export function ${setterName(context.name)}(${params}): void\n`
  },
  given: (type) => `${type} | (() => ${type})`,
  data: (type) => `QueryData<${type}>`,
}

/** @param {import('../model.mjs').Model} model */
export const emitSvelte = (model) => emitAdapter(model, SVELTE)
