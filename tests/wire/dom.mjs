/** A page to render into; `node --import` runs this first, since the frameworks look for one when they start. */

import { Window } from 'happy-dom'

const window = new Window({ url: 'http://localhost/' })
const { document, navigator, Comment, Element, HTMLElement, HTMLMediaElement, Node, SVGElement, Text } = window
Object.assign(globalThis, { window, document, Comment, Element, HTMLElement, HTMLMediaElement, Node, SVGElement, Text })
Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
