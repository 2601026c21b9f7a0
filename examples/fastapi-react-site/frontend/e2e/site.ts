/** The site under test: a real server with a database of its own per worker, and a page that may not complain. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test as base, expect, type Page, type Request } from '@playwright/test'

const BACKEND = fileURLToPath(new URL('../../backend', import.meta.url))
const PYTHON = fileURLToPath(new URL('../../../../.venv/bin/python', import.meta.url))

interface Fixtures {
  /** Patterns of console lines that this test expects. */
  complaints: RegExp[]
  /** The requests to Mizan so far, as `POST call/login`. */
  traffic: string[]
  signIn: (login?: string) => Promise<void>
}

export const test = base.extend<Fixtures, { site: string }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'taskboard-'))
      const port = await freePort()
      const environment = { ...process.env, PORT: String(port), TASKBOARD_DB: join(folder, 'taskboard.db') }
      const server = spawn(PYTHON, ['serve.py'], { cwd: BACKEND, env: environment, stdio: 'inherit' })
      const origin = `http://localhost:${port}`
      await answering(origin, server)
      await use(origin)
      server.kill('SIGTERM')
      await new Promise((done) => server.once('exit', done))
      rmSync(folder, { recursive: true })
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ site }, use) => use(site),

  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern
  complaints: async ({}, use) => use([]),

  page: async ({ page, complaints }, use) => {
    const heard: string[] = []
    page.on('console', (line) => {
      if (['error', 'warning'].includes(line.type())) heard.push(line.text())
    })
    page.on('pageerror', (error) => heard.push(String(error)))
    await use(page)
    expect(heard.filter((line) => !complaints.some((each) => each.test(line)))).toEqual([])
  },

  traffic: async ({ page }, use) => {
    const traffic: string[] = []
    page.on('request', (request) => {
      const line = spelt(request)
      if (line) traffic.push(line)
    })
    await use(traffic)
  },

  signIn: async ({ page }, use) => {
    await use(async (login = 'ada') => {
      await page.goto('/')
      await page.getByLabel('Name').fill(login)
      await page.getByLabel('Password').fill('mizan')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(page.getByTestId('who')).toBeVisible()
    })
  },
})

export { expect, type Page }

/** Open a board from the navigation, without a reload. */
export async function openBoard(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: title }).first().click()
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
}

function spelt(request: Request): string | undefined {
  const { pathname, search } = new URL(request.url())
  return pathname.startsWith('/api/mizan/')
    ? `${request.method()} ${pathname.slice('/api/mizan/'.length)}${decodeURIComponent(search)}`
    : undefined
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

async function answering(origin: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 150 && server.exitCode === null; tries++) {
    if (await fetch(origin).catch(() => undefined)) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('The task board did not start.')
}
