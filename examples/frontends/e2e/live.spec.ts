/** What others do: it shows by itself, on one stream per browser, whatever happens to tabs and servers. */

import { join } from 'node:path'
import type { BrowserContext } from '@playwright/test'
import { Redis } from './redis.ts'
import { BACKEND, Server } from './server.ts'
import { addTask, another, expect, openBoard, type Page, serverTest, test } from './site.ts'

test.skip(BACKEND === 'django', 'The Django example runs under WSGI, which has no live updates.')

/** Collect the requests of a page or of a browser, as `GET live`. */
function requestsOf(source: Page | BrowserContext): string[] {
  const heard: string[] = []
  source.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/api/mizan/')) heard.push(`${request.method()} ${pathname.slice('/api/mizan/'.length)}`)
  })
  return heard
}

/** Wait until all that a page shows is watched. */
async function watching(page: Page, open: () => Promise<void>): Promise<void> {
  const told = page.waitForResponse((answer) => answer.url().includes('/api/mizan/live/'))
  await open()
  await told
}

test('a change in one browser shows in another within a second, for the context affected alone', async ({
  page,
  browser,
  baseURL,
  signIn,
  traffic,
}) => {
  await signIn('grace')
  await watching(page, () => openBoard(page, 'Website relaunch'))
  const other = await another(browser, baseURL)
  await openBoard(other, 'Website relaunch')
  const own = requestsOf(other)
  traffic.length = 0
  await addTask(other, 'From another browser')
  await expect(page.getByRole('link', { name: 'From another browser' })).toBeVisible({ timeout: 1000 })
  await page.waitForTimeout(700)
  expect(traffic.map((line) => line.replace(/&only=.*/, '')).sort()).toEqual([
    'GET context/board?params={"board_id":1}',
    'GET context/global?only=my_boards',
  ])
  // Who made the change has it with the answer, and asks for nothing.
  expect(own.filter((line) => !line.includes('live'))).toEqual(['POST call/create_task'])
  await other.context().close()
})

test('what is not shown is not asked for', async ({ page, browser, baseURL, signIn, traffic }) => {
  await signIn('grace')
  await watching(page, () => openBoard(page, 'Mobile app'))
  const other = await another(browser, baseURL)
  await openBoard(other, 'Website relaunch')
  traffic.length = 0
  await addTask(other, 'On a board that is not shown')
  await page.waitForTimeout(800)
  expect(traffic.filter((line) => line.includes('board_id'))).toEqual([])
  await other.context().close()
})

test('two tabs share one stream, and the second leads when the first is closed', async ({
  page,
  context,
  browser,
  baseURL,
  signIn,
}) => {
  const asked = requestsOf(context)
  await signIn('grace')
  await watching(page, () => openBoard(page, 'Website relaunch'))
  const second = await context.newPage()
  await second.goto('/boards/2')
  await expect(second.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible()
  await second.waitForTimeout(500)
  const streams = () => asked.filter((line) => line === 'GET live').length
  const before = streams()
  const other = await another(browser, baseURL)
  await openBoard(other, 'Mobile app')
  await addTask(other, 'For the second tab')
  await expect(second.getByRole('link', { name: 'For the second tab' })).toBeVisible({ timeout: 1000 })
  expect(streams()).toBe(before)

  const led = second.waitForRequest((request) => request.url().endsWith('/api/mizan/live'), { timeout: 1000 })
  // It happens before the second tab says what it watches.
  await Promise.all([led, page.close({ runBeforeUnload: false }), addTask(other, 'While nobody led')])
  await expect(second.getByRole('link', { name: 'While nobody led' })).toBeVisible()
  await addTask(other, 'When the second tab led')
  await expect(second.getByRole('link', { name: 'When the second tab led' })).toBeVisible({ timeout: 1000 })
  expect(streams()).toBe(before + 1)
  await other.context().close()
})

test('who signs out in one tab is signed out in all', async ({ page, context, signIn }) => {
  await signIn('grace')
  await openBoard(page, 'Mobile app')
  const second = await context.newPage()
  await second.goto('/')
  await second.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible({ timeout: 1000 })
  await expect(page.getByText('Mobile app')).toHaveCount(0)
})

serverTest.describe('with a server of its own', () => {
  serverTest.slow()
  serverTest(
    'a server that starts again leaves nothing stale',
    async ({ page, browser, server, signIn, complaints }) => {
      complaints.push(/ERR_/)
      await signIn('grace')
      await watching(page, () => openBoard(page, 'Website relaunch'))
      const other = await another(browser, server.origin)
      await openBoard(other, 'Website relaunch')
      await server.kill()
      await server.start()
      // Whoever comes back first writes before the other one watches again.
      await addTask(other, 'After the restart')
      await expect(page.getByRole('link', { name: 'After the restart' })).toBeVisible({ timeout: 10_000 })
      await addTask(other, 'And once more')
      await expect(page.getByRole('link', { name: 'And once more' })).toBeVisible({ timeout: 2000 })
      await other.context().close()
    },
  )
})

test.describe('with two servers behind one Redis', () => {
  test.slow()

  test('each tells the other, and a Redis that is killed and comes back leaves nothing stale', async ({ browser }) => {
    const redis = await Redis.started()
    const TASKBOARD_DB = join(redis.folder, 'shared.db')
    const settings = { TASKBOARD_DB, MIZAN_LIVE: redis.url }
    const servers = [await Server.started(settings), await Server.started(settings)]
    try {
      const [page, other] = [
        await another(browser, servers[0]!.origin, 'grace'),
        await another(browser, servers[1]!.origin),
      ]
      await watching(page, () => openBoard(page, 'Website relaunch'))
      await openBoard(other, 'Website relaunch')
      await addTask(other, 'On the other server')
      await expect(page.getByRole('link', { name: 'On the other server' })).toBeVisible({ timeout: 1000 })

      await redis.kill()
      await addTask(other, 'While there was no Redis')
      await redis.start()
      await expect(page.getByRole('link', { name: 'While there was no Redis' })).toBeVisible({ timeout: 15_000 })
      await addTask(other, 'With the Redis that came back')
      await expect(page.getByRole('link', { name: 'With the Redis that came back' })).toBeVisible({ timeout: 2000 })
      for (const each of [page, other]) await each.context().close()
    } finally {
      for (const server of servers) await server.remove()
      await redis.remove()
    }
  })
})
