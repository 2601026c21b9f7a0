/** Starts the page. */

import { defaultKernel } from 'mizan-client'
import { csrf } from 'mizan-client/csrf'
import { live } from 'mizan-client/live'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { showDevtools } from 'task-board/devtools'
import { keepChanges } from 'task-board/offline'
import { App } from './App.tsx'
import { isMizanError } from './api'
import 'task-board/style.css'
import 'task-board/pages.css'

// The client is of FastAPI's document, which wants no token; Django serves this page, too, and does.
csrf()
void showDevtools(live(defaultKernel()))
keepChanges()

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
