import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// With the host that the browser sees: Django compares it with where a request comes from.
const backend = { target: 'http://127.0.0.1:8000', changeOrigin: false }

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': backend, '/files': backend, '/admin': backend, '/static': backend } },
})
