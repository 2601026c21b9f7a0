/** Starts the page. */

import { defaultKernel } from 'mizan-client'
import { csrf } from 'mizan-client/csrf'
import { live } from 'mizan-client/live'
import { render } from 'solid-js/web'
import { showDevtools } from 'task-board/devtools'
import { keepChanges } from 'task-board/offline'
import { App } from './App.tsx'
import 'task-board/style.css'
import 'task-board/pages.css'

// The client is of FastAPI's document, which wants no token; Django serves this page, too, and does.
csrf()
void showDevtools(live(defaultKernel()))
keepChanges()

const root = document.getElementById('root')
if (root) render(() => <App />, root)
