/** What Vite is told for every page. */

import type { UserConfig } from 'vite'

// With the host that the browser sees: Django compares it with where a request comes from.
const backend = { target: 'http://127.0.0.1:8000', changeOrigin: false }

export const common: UserConfig = {
  // The backend is that of `make demo`.
  server: { proxy: { '/api': backend, '/files': backend, '/admin': backend, '/static': backend } },
  build: { rolldownOptions: { checks: { bundlerTimings: false } } },
}
