/** Several tabs of one browser. */

import { addTask, expect, fillIn, openBoard, test } from './site.ts'

test('what another tab wrote comes with the next change, in its one request', async ({
  page,
  context,
  signIn,
  traffic,
}) => {
  await signIn('grace')
  await openBoard(page, 'Website relaunch')
  const other = await context.newPage()
  await other.goto('/boards/1')
  await addTask(other, 'From the other tab')
  await expect(page.getByRole('link', { name: 'From the other tab' })).toHaveCount(0)
  traffic.length = 0
  await addTask(page, 'From this tab')
  await expect(page.getByRole('link', { name: 'From the other tab' })).toBeVisible()
  expect(traffic).toEqual(['POST call/create_task'])
})

test('signed out in another tab, a change leads through signing in back to the same place', async ({
  page,
  context,
  signIn,
  complaints,
}) => {
  complaints.push(/401 \(Unauthorized\)/)
  await signIn('grace')
  await openBoard(page, 'Mobile app')
  const other = await context.newPage()
  await other.goto('/')
  await other.getByRole('button', { name: 'Sign out' }).click()
  await expect(other.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await page.getByLabel('New task').fill('As nobody')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('Sign in first.')
  await page.getByRole('button', { name: 'Sign in again' }).click()
  await fillIn(page, 'grace')
  await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: 'As nobody' })).toHaveCount(0)
})

test('signed in as somebody else, nothing of the one before is left', async ({ page, context, signIn, complaints }) => {
  complaints.push(/401 \(Unauthorized\)/)
  await signIn('ada')
  await openBoard(page, 'Website relaunch')
  const other = await context.newPage()
  await other.goto('/')
  await other.getByRole('button', { name: 'Sign out' }).click()
  await expect(other.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await page.getByRole('link', { name: 'Staff' }).click()
  await page.getByRole('button', { name: 'Sign in again' }).click()
  await fillIn(page, 'barbara')
  await expect(page.getByRole('alert')).toContainText('You may not do this.')
  await page.getByRole('link', { name: 'All boards' }).click()
  await expect(page.getByRole('link', { name: 'Research' })).toBeVisible()
  await expect(page.getByText('Website relaunch')).toHaveCount(0)
})
