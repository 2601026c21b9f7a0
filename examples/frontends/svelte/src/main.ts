/** Starts the page. */

import { mount } from 'svelte'
import App from './App.svelte'
import 'task-board/style.css'
import 'task-board/pages.css'

const target = document.getElementById('root')
if (target) mount(App, { target })
