/** What only Django has: its admin, and a token that changes. */

import type { BrowserContext } from '@playwright/test'
import { BACKEND } from './server.ts'
import { addTask, expect, fillIn, openBoard, type Page, test } from './site.ts'

test.skip(BACKEND !== 'django', 'The backend is another.')

test('who signed in on the page may use the admin, and what it saves is on the board next time', async ({
  page,
  context,
  signIn,
  traffic,
}) => {
  await signIn()
  await openBoard(page, 'Office move')
  const admin = await context.newPage()
  await admin.goto('/admin/taskboard/task/')
  await admin.getByRole('textbox', { name: 'Search' }).fill('Plants')
  await admin.keyboard.press('Enter')
  await admin.getByRole('link', { name: 'Plants: who takes which?' }).click()
  await admin.getByLabel('Title').fill('Plants: all are given away')
  await admin.getByLabel('Column').selectOption('Done')
  await admin.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(admin.getByText('was changed successfully')).toBeVisible()
  await expect(page.getByText('all are given away')).toHaveCount(0)
  traffic.length = 0
  await addTask(page, 'Water the last one')
  await expect(page.getByTestId('done').getByRole('link', { name: 'Plants: all are given away' })).toBeVisible()
  expect(traffic).toEqual(['POST call/create_task'])
})

test('a token that changed by signing in elsewhere is picked up', async ({ page, context, signIn, traffic }) => {
  await signIn()
  await openBoard(page, 'Mobile app')
  const before = await token(context)
  const admin = await context.newPage()
  await admin.goto('/admin/')
  await admin.getByRole('button', { name: 'Log out' }).click()
  await admin.goto('/admin/login/?next=/admin/')
  await signInToAdmin(admin, 'ada')
  await expect(admin.getByRole('link', { name: 'Boards' })).toBeVisible()
  expect(await token(context)).not.toBe(before)
  traffic.length = 0
  await addTask(page, 'With the new token')
  expect(traffic).toEqual(['POST call/create_task'])
})

test('a token that got lost is replaced, and the change is sent once more', async ({
  page,
  context,
  signIn,
  complaints,
  traffic,
}) => {
  complaints.push(/403 \(Forbidden\)/)
  await signIn()
  await openBoard(page, 'Mobile app')
  await context.clearCookies({ name: 'csrftoken' })
  traffic.length = 0
  await addTask(page, 'At the second try')
  expect(traffic).toEqual(['POST call/create_task', 'POST call/create_task'])
  await expect(page.getByRole('link', { name: 'At the second try' })).toHaveCount(1)
})

test('the first page of a new browser has a token before it needs one', async ({ page, context }) => {
  await page.goto('/')
  await page.getByLabel('Name').waitFor()
  expect(await token(context)).toBeTruthy()
  await fillIn(page, 'grace')
})

/** What a page of this browser would send. */
async function token(context: BrowserContext): Promise<string | undefined> {
  const cookies = await context.cookies()
  return cookies.find(({ name }) => name === 'csrftoken')?.value
}

async function signInToAdmin(page: Page, login: string): Promise<void> {
  await page.getByLabel('Login').fill(login)
  await page.getByLabel('Password').fill('mizan')
  await page.getByRole('button', { name: 'Log in' }).click()
}
