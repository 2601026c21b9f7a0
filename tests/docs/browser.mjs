/** Opens the README's page in a real Chromium, does what the README says, and prints what it saw as JSON. */

import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const [url = ''] = process.argv.slice(2)
const executablePath = BROWSERS.find(existsSync)
if (!executablePath) throw new Error('This test needs Chromium: make test installs it.')

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  const page = await browser.newPage()
  const complaints = []
  const requests = []
  page.on('console', (message) => {
    // React's development build advertises a browser extension.
    if (!message.text().includes('React DevTools')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/api/')) requests.push(`${request.method()} ${pathname}`)
  })
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }))
  await page.goto(url)
  await page.getByRole('heading', { name: 'Hello, Ada!' }).waitFor()
  const loading = requests.splice(0)
  await page.getByRole('button', { name: 'Echo' }).click()
  await page.locator('output', { hasText: 'hi, Ada' }).waitFor()
  const echo = requests.splice(0)
  await page.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('heading', { name: 'Hello, Grace!' }).waitFor()
  await page.waitForTimeout(200)
  const rename = requests.splice(0)
  console.log(JSON.stringify({ loading, echo, rename, complaints }))
} finally {
  await browser.close()
}
