/** A page for the kernel to live in. */

import { Window } from 'happy-dom'

const window = new Window({ url: 'https://app.example/board' })
Object.assign(globalThis, { window, document: window.document })
