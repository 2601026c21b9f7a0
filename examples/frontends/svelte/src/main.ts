/** Starts the page. */

import { defaultKernel } from 'mizan-client'
import { csrf } from 'mizan-client/csrf'
import { live } from 'mizan-client/live'
import { mount } from 'svelte'
import { showDevtools } from 'task-board/devtools'
import { keepChanges } from 'task-board/offline'
import App from './App.svelte'
import 'task-board/style.css'
import 'task-board/pages.css'

// The client is of FastAPI's document, which wants no token; Django serves this page, too, and does.
csrf()
void showDevtools(live(defaultKernel()))
keepChanges()

const target = document.getElementById('root')
if (target) mount(App, { target })
