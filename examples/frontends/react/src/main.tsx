/** Starts the page. */

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { isMizanError } from './api'
import 'task-board/style.css'
import 'task-board/pages.css'

/** A failed fetch that a fallback shows is no fault of the page. */
function onCaughtError(error: unknown): void {
  if (!isMizanError(error)) console.error(error)
}

const root = document.getElementById('root')
if (root) {
  createRoot(root, { onCaughtError }).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
