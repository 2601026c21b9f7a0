/** Takes the pictures of the task board in the README, and of the devtools below it: `make screenshot`. */

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PORT = '8765'
const url = `http://localhost:${PORT}`
const folder = mkdtempSync(join(tmpdir(), 'taskboard-'))
const server = spawn('python', ['serve.py'], {
  cwd: join(ROOT, 'examples/fastapi-react-site/backend'),
  env: { ...process.env, PORT, TASKBOARD_DB: join(folder, 'taskboard.db') },
})
try {
  while (!(await fetch(url).catch(() => undefined))) await new Promise((done) => setTimeout(done, 100))
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(url)
  await page.getByLabel('Name').fill('ada')
  await page.getByLabel('Password').fill('mizan')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Website relaunch' }).click()
  await page.getByRole('heading', { name: 'Website relaunch', level: 1 }).waitFor()
  await page.screenshot({ path: join(ROOT, 'docs/images/task-board.png') })
  await page.goto(`${url}/boards/1?devtools`)
  const panel = page.getByRole('region', { name: 'Mizan devtools' })
  await panel.getByRole('tab', { name: 'Timeline' }).click()
  await page.getByRole('link', { name: 'Office move' }).click()
  await page.getByRole('heading', { name: 'Office move', level: 1 }).waitFor()
  await page.getByLabel('New task').fill('Label the boxes')
  await page.getByLabel('New task').press('Enter')
  await page.getByRole('link', { name: 'Label the boxes' }).first().waitFor()
  await page.getByRole('link', { name: 'Website relaunch' }).click()
  await page.getByRole('button', { name: 'Move “Measure load times” to Done' }).click()
  await panel.getByRole('option', { name: /call move_task/ }).click()
  await page.mouse.move(0, 0)
  await page.screenshot({ path: join(ROOT, 'docs/images/devtools.png') })
  await browser.close()
} finally {
  server.kill()
  rmSync(folder, { recursive: true })
}
