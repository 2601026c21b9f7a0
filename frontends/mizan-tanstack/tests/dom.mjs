/** A page for React to render into; imported before React, which looks for one when it starts. */

import { Window } from 'happy-dom'

const window = new Window({ url: 'http://localhost/' })
const { document, navigator } = window
Object.assign(globalThis, { window, document, IS_REACT_ACT_ENVIRONMENT: true })
Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
