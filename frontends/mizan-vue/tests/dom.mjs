/** A page for Vue to render into; `node --import` runs this first, since Vue looks for one when it starts. */

import { Window } from 'happy-dom'

const window = new Window({ url: 'http://localhost/' })
const { document, Element, Node, SVGElement } = window
Object.assign(globalThis, { window, document, Element, Node, SVGElement })
