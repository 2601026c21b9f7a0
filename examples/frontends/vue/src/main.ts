/** Starts the page. */

import { createApp } from 'vue'
import App from './App.vue'
import { mizan } from './api'
import 'task-board/style.css'
import 'task-board/pages.css'

createApp(App).use(mizan, { baseUrl: '/api/mizan' }).mount('#root')
