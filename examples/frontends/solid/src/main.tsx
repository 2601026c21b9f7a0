/** Starts the page. */

import { render } from 'solid-js/web'
import { App } from './App.tsx'
import 'task-board/style.css'
import 'task-board/pages.css'

const root = document.getElementById('root')
if (root) render(() => <App />, root)
