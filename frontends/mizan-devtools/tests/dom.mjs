/** A page for the panel to live in. */

import { Window } from 'happy-dom'

const window = new Window({ url: 'http://localhost/', width: 1200, height: 800 })
const { document, customElements, HTMLElement, CSSStyleSheet, sessionStorage } = window
const frames = {
  requestAnimationFrame: window.requestAnimationFrame.bind(window),
  cancelAnimationFrame: window.cancelAnimationFrame.bind(window),
}
Object.assign(globalThis, { window, document, customElements, HTMLElement, CSSStyleSheet, sessionStorage, ...frames })
Object.defineProperty(globalThis, 'navigator', { value: window.navigator, configurable: true })
