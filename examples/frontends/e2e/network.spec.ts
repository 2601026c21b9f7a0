/** Slow, reordering and broken networks, through a real proxy. */

import { addTask, expect, openBoard, startBoard, networkTest as test } from './site.ts'
import { gate } from './slow-network.ts'

const BROKEN = /ERR_EMPTY_RESPONSE|ERR_CONNECTION|ERR_CONTENT_LENGTH_MISMATCH/

test('while a board is on its way there is a skeleton, never an empty board', async ({ page, network, signIn }) => {
  await signIn()
  const { opened, open } = gate()
  network.plan = (path) => (path.includes('context/board') ? { answerAfter: opened } : undefined)
  await page.getByRole('link', { name: 'Mobile app' }).click()
  await expect(page.getByRole('status', { name: 'Loading the board' })).toBeVisible()
  await expect(page.getByText('Nothing here.')).toHaveCount(0)
  open()
  await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible()
  await expect(page.getByRole('status', { name: 'Loading the board' })).toHaveCount(0)
})

test('an answer that nobody waits for any more changes nothing', async ({ page, network, signIn, complaints }) => {
  complaints.push(/ERR_ABORTED/)
  await signIn()
  const { opened, open } = gate()
  network.plan = (path) => (path.includes('"q":"landing"') ? { answerAfter: opened } : undefined)
  const field = page.getByLabel('Search tasks')
  const left = page.waitForEvent('requestfailed', (request) => request.url().includes('landing'))
  await field.fill('landing')
  await field.press('Enter')
  await expect(page.getByRole('status', { name: 'Searching' })).toBeVisible()
  await field.fill('newsletter')
  await field.press('Enter')
  await expect(page.locator('.hits li')).toHaveText([/newsletter/])
  expect((await left).failure()?.errorText).toContain('ERR_ABORTED')
  open()
  await expect(page.getByRole('heading', { name: 'Search: newsletter' })).toBeVisible()
  await expect(page.locator('.hits li')).toHaveText([/newsletter/])
})

test('two changes whose answers come in the wrong order are both there', async ({ page, network, signIn }) => {
  await signIn('grace')
  await startBoard(page, 'Wrong order')
  const first = await addTask(page, 'First')
  const second = await addTask(page, 'Second')
  const { opened, open } = gate()
  let moves = 0
  network.plan = (path) => (path.includes('move_task') && moves++ === 0 ? { answerAfter: opened } : undefined)
  const late = page.waitForResponse((answer) => (answer.request().postData() ?? '').includes('"column":"doing"'))
  await first.getByRole('button', { name: /to Doing/ }).click()
  await second.getByRole('button', { name: /to Doing/ }).click()
  await expect(page.getByTestId('doing').getByRole('link', { name: 'Second' })).toBeVisible()
  open()
  await late
  await expect(page.getByTestId('doing').getByRole('link')).toHaveText(['First', 'Second'])
  await expect(page.getByTestId('todo').getByRole('link')).toHaveCount(0)
})

test('a fetch that began before a change never brings the old data back', async ({
  page,
  network,
  signIn,
  traffic,
}) => {
  await signIn('grace')
  const { opened, open } = gate()
  const before = page.waitForRequest((request) => request.url().includes('context/board'))
  network.plan = (path) => (path.includes('context/board') ? { answerAfter: opened } : undefined)
  await page.goto('/boards/2/tasks/15')
  await before
  await page.getByLabel('Your comment').fill('Said while the board was on its way.')
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Delete “Said while the board was on its way.”' })).toBeEnabled()
  open()
  network.plan = () => undefined
  await page.getByText('Edit', { exact: true }).click()
  await expect(page.getByLabel('Assignee').getByRole('option')).toHaveCount(4)
  traffic.length = 0
  await page.getByRole('link', { name: 'Back to the board' }).click()
  await expect(page.getByLabel('Activity')).toContainText('Said while the board was on its way.')
  // The task may be asked for once more: the server cannot know that the page has heard of what it wrote before it watched.
  expect(traffic.filter((line) => line.includes('context/board'))).toEqual([])
})

test('a change whose answer is lost is an error, and what it wrote is shown', async ({
  page,
  network,
  signIn,
  complaints,
}) => {
  complaints.push(BROKEN)
  await signIn('grace')
  await openBoard(page, 'Mobile app')
  network.plan = (path) => (path.includes('call/create_task') ? { cut: 'within' } : undefined)
  await page.getByLabel('New task').fill('Its answer got lost')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.locator('.new-task').getByRole('alert')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Its answer got lost' })).toHaveCount(1)
})

test('a change that never reached the server is sent again by hand, not by itself', async ({
  page,
  network,
  signIn,
  complaints,
  traffic,
}) => {
  complaints.push(BROKEN)
  await signIn('grace')
  await openBoard(page, 'Mobile app')
  network.plan = (path) => (path.includes('call/create_task') ? { cut: 'before' } : undefined)
  traffic.length = 0
  await page.getByLabel('New task').fill('Lost on its way')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.locator('.new-task').getByRole('alert')).toBeVisible()
  expect(traffic.filter((line) => line === 'POST call/create_task')).toHaveLength(1)
  await expect(page.getByLabel('New task')).toHaveValue('Lost on its way')
  network.plan = () => undefined
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('link', { name: 'Lost on its way' })).toHaveCount(1)
  await expect(page.locator('.new-task').getByRole('alert')).toHaveCount(0)
})

test('reads are tried again by themselves', async ({ page, network, signIn, complaints, traffic }) => {
  complaints.push(BROKEN)
  await signIn()
  let left = 1
  network.plan = (path) => (path.includes('context/board') && left-- > 0 ? { cut: 'within' } : undefined)
  traffic.length = 0
  await page.getByRole('link', { name: 'Mobile app' }).click()
  await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible()
  expect(traffic).toHaveLength(2)
})

test('an upload says how far it is', async ({ page, network, signIn }) => {
  await signIn()
  await page.goto('/boards/1/tasks/2')
  const { opened, open } = gate()
  network.plan = (path) => (path.includes('attach_file') ? { bodyAfter: opened } : undefined)
  const buffer = Buffer.alloc(10 * 1000 * 1000)
  await page.getByLabel('Attach a file').setInputFiles({ name: 'film.bin', mimeType: 'video/mp4', buffer })
  const progress = page.getByRole('progressbar', { name: 'Upload' })
  await expect.poll(() => progress.evaluate((bar: HTMLProgressElement) => bar.value)).toBeGreaterThan(0)
  expect(await progress.evaluate((bar: HTMLProgressElement) => bar.value)).toBeLessThan(1)
  await expect(page.getByLabel('Attach a file')).toBeDisabled()
  open()
  await expect(page.getByRole('link', { name: 'film.bin' })).toBeVisible()
  await expect(page.getByText('9.5 MiB')).toBeVisible()
  await expect(progress).toHaveCount(0)
})

test('back online, what failed is fetched without a click', async ({ page, context, signIn, complaints }) => {
  complaints.push(/ERR_INTERNET_DISCONNECTED/)
  await signIn()
  await context.setOffline(true)
  await page.getByRole('link', { name: 'Mobile app' }).click()
  await expect(page.getByRole('alert')).toContainText('No connection', { timeout: 10_000 })
  await context.setOffline(false)
  await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible({ timeout: 10_000 })
})

test('offline, what was seen stays readable and a change says why it fails', async ({
  page,
  context,
  signIn,
  complaints,
}) => {
  complaints.push(/ERR_INTERNET_DISCONNECTED/)
  await signIn()
  await openBoard(page, 'Office move')
  await openBoard(page, 'Mobile app')
  await context.setOffline(true)
  await openBoard(page, 'Office move')
  await page.getByLabel('New task').fill('Written in a tunnel')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.locator('.new-task').getByRole('alert')).toBeVisible()
  await context.setOffline(false)
  await addTask(page, 'Written in a tunnel')
})

test('a task that is saved before its board has come keeps its assignee', async ({ page, network, signIn }) => {
  await signIn('alan')
  const { opened, open } = gate()
  network.plan = (path) => (path.includes('context/board') ? { answerAfter: opened } : undefined)
  await page.goto('/boards/1/tasks/2')
  await page.getByText('Edit', { exact: true }).click()
  await expect(page.getByLabel('Assignee').getByRole('option')).toHaveText(['Nobody', 'Alan Turing'])
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible()
  await expect(page.locator('.facts')).toContainText('Alan Turing')
  open()
})
