/** The element `<mizan-devtools>`: recording begins when it comes into a page, and ends when it leaves. */

import type { Kernel } from 'mizan-client'
import type { DevtoolsOptions } from './index.ts'
import { openPanel } from './panel.ts'
import { STYLE } from './style.ts'

const NAME = 'mizan-devtools'

/** Looks like an element of the page's; the class is made where there are elements. */
interface Devtools extends HTMLElement {
  connect?: ((root: ShadowRoot) => () => void) | undefined
}

export function elementOf(kernel: Kernel, options: DevtoolsOptions): HTMLElement {
  if (!customElements.get(NAME)) customElements.define(NAME, classOf())
  const element = document.createElement(NAME) as Devtools
  element.connect = (root) => openPanel(root, kernel, options)
  return element
}

function classOf(): CustomElementConstructor {
  return class extends HTMLElement implements Devtools {
    connect?: Devtools['connect']
    #end: (() => void) | undefined

    connectedCallback(): void {
      this.#end?.()
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
      dress(root)
      this.#end = this.connect?.(root)
    }

    disconnectedCallback(): void {
      this.#end?.()
      this.#end = undefined
    }
  } as CustomElementConstructor
}

/** A sheet of the object model's, since a content security policy may forbid others. */
function dress(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets = [sheet]
}
