/** A hook in React. */

import { createElement, useEffect } from 'react'
import { createRoot } from 'react-dom/client'

/** @type {import('./index.mjs').Adapter} */
export const react = {
  target: 'react',
  mount({ client, kernel, params, hook, told, failed }, container) {
    function Subject() {
      const returned = hook()
      useEffect(() => told(returned), [returned])
      return null
    }
    const subject = createElement(Subject)
    const inner = params ? createElement(client['WireContext'], params, subject) : subject
    const root = createRoot(container, { onCaughtError: failed })
    root.render(createElement(client['MizanContext'], { kernel, fallback: null, errorFallback: null }, inner))
    return () => root.unmount()
  },
}
