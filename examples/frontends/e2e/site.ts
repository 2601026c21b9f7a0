/** The site under test: a real server with a database of its own per worker, and a page that may not complain. */

import {
  type Browser,
  test as base,
  expect,
  type Locator,
  type Page,
  type Request,
  type Response,
} from '@playwright/test'
import { BACKEND, Server } from './server.ts'
import { SlowNetwork } from './slow-network.ts'

interface Fixtures {
  /** Patterns of console lines that this test expects. */
  complaints: RegExp[]
  /** The requests to Mizan so far, save those of live, as `POST call/login`. */
  traffic: string[]
  signIn: (login?: string) => Promise<void>
}

export const test = base.extend<Fixtures, { site: string }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern
    async ({}, use) => {
      const server = await Server.started()
      await use(server.origin)
      await server.remove()
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ site }, use) => use(site),

  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern
  complaints: async ({}, use) => use([]),

  page: async ({ page, complaints }, use) => {
    const heard = listen(page)
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
      const watched = watching(page)
      await fillIn(page, login)
      await watched
    })
  },
})

/** Tests whose page reaches the server through a proxy. */
export const networkTest = test.extend<{ network: SlowNetwork }>({
  network: async ({ site }, use) => {
    const network = new SlowNetwork(site)
    await use(network)
    await network.stop()
  },
  baseURL: async ({ network }, use) => use(await network.start()),
})

/** Tests with a server of their own, to be killed or broken. */
export const serverTest = test.extend<{ server: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern
  server: async ({}, use) => {
    const server = await Server.started()
    await use(server)
    await server.remove()
  },
  baseURL: async ({ server }, use) => use(server.origin),
})

export { expect, type Page }

/** Open a board from the navigation, without a reload. */
export async function openBoard(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: title }).first().click()
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
}

/** Start a board that no other test knows, and open it. */
export async function startBoard(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: 'Task board', exact: true }).click()
  await page.getByLabel('Title of the board').fill(title)
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
}

/** Add a task to the board that is open, and return its card. */
export async function addTask(page: Page, title: string): Promise<Locator> {
  await page.getByLabel('New task').fill(title)
  await page.getByRole('button', { name: 'Add', exact: true }).first().click()
  const card = page.locator('.card', { has: page.getByRole('link', { name: title, exact: true }) })
  await expect(card).toBeVisible()
  return card
}

/** Do something, and wait until a call is answered. */
export async function answered(page: Page, name: string, work: () => void | Promise<void>): Promise<void> {
  const answer = page.waitForResponse((each) => each.url().endsWith(`call/${name}`))
  await work()
  await (await answer).finished()
}

/** Fill in the form for signing in, and wait for what follows. */
export async function fillIn(page: Page, login: string): Promise<void> {
  await page.getByLabel('Name').fill(login)
  await page.getByLabel('Password').fill('mizan')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByTestId('who')).toBeAttached()
}

/** Another browser, with somebody signed in. */
export async function another(browser: Browser, baseURL: string | undefined, login = 'ada'): Promise<Page> {
  const context = await browser.newContext(baseURL ? { baseURL } : {})
  const page = await context.newPage()
  await page.goto('/')
  await fillIn(page, login)
  return page
}

/**
 * Wait until what is shown after signing in is watched, where a server is live. What a test writes sooner, the server tells
 * the page as soon as it watches, since it cannot know that the page has heard of it; and the page asks once more.
 */
async function watching(page: Page): Promise<void> {
  if (BACKEND === 'django') return
  let signedIn = false
  const isWatch = (response: Response) => {
    signedIn ||= response.url().endsWith('/call/login')
    return signedIn && /\/live\/./.test(response.url())
  }
  await page.waitForResponse(isWatch, { timeout: 3000 }).catch(() => {})
}

/** Collect what a page complains about. */
function listen(page: Page): string[] {
  const heard: string[] = []
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) heard.push(line.text())
  })
  page.on('pageerror', (error) => heard.push(String(error)))
  return heard
}

function spelt(request: Request): string | undefined {
  const { pathname, search } = new URL(request.url())
  return pathname.startsWith('/api/mizan/') && !pathname.startsWith('/api/mizan/live')
    ? `${request.method()} ${pathname.slice('/api/mizan/'.length)}${decodeURIComponent(search)}`
    : undefined
}
