/** Slow, broken and reordering networks, and servers that come back: through a real proxy. */

import { test as base, expect, openBoard } from './site.ts'
import { SlowNetwork } from './slow-network.ts'

const test = base.extend<{ network: SlowNetwork }>({
  network: async ({ site }, use) => {
    const network = new SlowNetwork(site)
    await use(network)
    await network.stop()
  },
  baseURL: async ({ network }, use) => use(await network.start()),
})

test('while a board is on its way there is a skeleton, never an empty board', async ({ page, network, signIn }) => {
  await signIn()
  network.plan = (path) => (path.includes('context/board') ? 600 : 0)
  await page.getByRole('link', { name: 'Mobile app' }).click()
  await expect(page.getByRole('status', { name: 'Loading the board' })).toBeVisible()
  await expect(page.getByText('Nothing here.')).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible()
})

test('an answer that overtakes an older one stays', async ({ page, network, signIn, complaints }) => {
  complaints.push(/ERR_ABORTED/)
  await signIn()
  network.plan = (path) => (path.includes('"q":"landing"') ? 900 : 0)
  const field = page.getByLabel('Search tasks')
  const late = page.waitForEvent('requestfailed', (request) => request.url().includes('landing')).catch(() => {})
  await field.fill('landing')
  await field.press('Enter')
  await expect(page.getByRole('status', { name: 'Searching' })).toBeVisible()
  await field.fill('newsletter')
  await field.press('Enter')
  await expect(page.locator('.hits li').first()).toContainText('newsletter')
  await late
  await expect(page.locator('.hits li')).toHaveCount(await page.locator('.hits li', { hasText: 'newsletter' }).count())
})

test('a fetch that began before a mutation never brings the old data back', async ({ page, network, signIn }) => {
  await signIn('grace')
  await openBoard(page, 'Mobile app')
  await page.getByRole('link', { name: 'Website relaunch' }).click()
  await expect(page.getByRole('heading', { name: 'Website relaunch', level: 1 })).toBeVisible()
  network.plan = (_, method) => (method === 'POST' ? 500 : 0)
  await page.getByLabel('New task').fill('Slow to be saved')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('link', { name: 'Mobile app' }).click()
  await page.getByRole('link', { name: 'Website relaunch' }).click()
  await expect(page.getByRole('link', { name: 'Slow to be saved' })).toBeVisible()
})

test('a mutation whose answer is lost is an error, and what it wrote is shown', async ({
  page,
  network,
  signIn,
  complaints,
}) => {
  complaints.push(/ERR_EMPTY_RESPONSE|ERR_CONNECTION/)
  await signIn('grace')
  await openBoard(page, 'Mobile app')
  network.plan = (path) => (path.includes('call/create_task') ? 'cut' : 0)
  await page.getByLabel('New task').fill('Lost on its way')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.locator('.new-task').getByRole('alert')).toBeVisible()
  network.plan = () => 0
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('link', { name: 'Lost on its way' })).toBeVisible()
  await expect(page.locator('.new-task').getByRole('alert')).toHaveCount(0)
})

test('reads are tried again by themselves', async ({ page, network, signIn, complaints }) => {
  complaints.push(/ERR_EMPTY_RESPONSE|ERR_CONNECTION/)
  await signIn()
  let left = 1
  network.plan = (path) => (path.includes('context/board') && left-- > 0 ? 'cut' : 0)
  await page.getByRole('link', { name: 'Mobile app' }).click()
  await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible()
})

test('back online, what failed is fetched without a click', async ({ page, context, signIn, complaints }) => {
  complaints.push(/ERR_INTERNET_DISCONNECTED/)
  await signIn()
  await page.getByRole('link', { name: 'Staff' }).click()
  await expect(page.getByRole('row', { name: /Grace Hopper/ })).toBeVisible()
  await page.getByRole('link', { name: 'Task board' }).click()
  await context.setOffline(true)
  await page.getByRole('link', { name: 'Mobile app' }).click()
  await expect(page.getByRole('alert')).toContainText('No connection', { timeout: 10_000 })
  await context.setOffline(false)
  await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible({ timeout: 10_000 })
})
