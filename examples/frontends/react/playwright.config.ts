import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = browsers.find(existsSync)
if (!executablePath) throw new Error('The browser tests need Chromium: run make test, which installs it.')

export default defineConfig({
  testDir: 'e2e',
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
