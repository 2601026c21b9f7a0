/** A page for Solid to render into; `node --import` runs this first, since Solid looks for one when it starts. */

import { Window } from 'happy-dom'

const window = new Window({ url: 'http://localhost/' })
const { document, Element, Node } = window
Object.assign(globalThis, { window, document, Element, Node })
