import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { common } from '../shared/vite.ts'

export default defineConfig({ ...common, plugins: [react()] })
