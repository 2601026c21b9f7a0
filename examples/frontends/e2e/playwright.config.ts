import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'
import { ADAPTER, BACKEND } from './server.ts'

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = browsers.find(existsSync)
if (!executablePath) throw new Error('The browser tests need Chromium: run make test, which installs it.')

const page = fileURLToPath(new URL(`../${ADAPTER}/dist/index.html`, import.meta.url))
if (!existsSync(page)) throw new Error(`There is no page '${ADAPTER}', or it is not built: run make site.`)

export default defineConfig({
  testDir: '.',
  outputDir: `test-results/${ADAPTER}-${BACKEND}`,
  workers: 2,
  timeout: 20_000,
  expect: { timeout: 5_000 },
  reporter: 'line',
  use: {
    headless: true,
    trace: 'off',
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
