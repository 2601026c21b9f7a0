/** A page for Svelte to render into; `node --import` runs this first, since Svelte looks for one when it starts. */

import { Window } from 'happy-dom'

const window = new Window({ url: 'http://localhost/' })
const { document, navigator, Comment, Element, HTMLElement, HTMLMediaElement, Node, Text } = window
Object.assign(globalThis, { window, document, Comment, Element, HTMLElement, HTMLMediaElement, Node, Text })
Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
