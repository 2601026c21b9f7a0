/** Several tabs of one browser. */

import { addTask, expect, fillIn, openBoard, test } from './site.ts'

test('what one tab wrote shows in the other by itself', async ({ page, context, signIn, traffic }) => {
  await signIn('grace')
  await openBoard(page, 'Website relaunch')
  const other = await context.newPage()
  await other.goto('/boards/1')
  traffic.length = 0
  await addTask(other, 'From the other tab')
  await expect(page.getByRole('link', { name: 'From the other tab' })).toBeVisible()
  expect(traffic.filter((line) => line.startsWith('POST'))).toEqual([])
})

test('signed out in another tab, this one signs in at the same place', async ({ page, context, signIn }) => {
  await signIn('grace')
  await openBoard(page, 'Mobile app')
  const other = await context.newPage()
  await other.goto('/')
  await other.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByText('Mobile app')).toHaveCount(0)
  await fillIn(page, 'grace')
  await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible()
  await expect(other.getByRole('button', { name: 'Sign out' })).toBeVisible()
})

test('when the session is over, a change leads through signing in back to the same place', async ({
  page,
  context,
  signIn,
  complaints,
}) => {
  complaints.push(/401 \(Unauthorized\)/)
  await signIn('grace')
  await openBoard(page, 'Mobile app')
  await context.clearCookies({ name: /^session/ })
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
  await context.clearCookies({ name: /^session/ })
  await page.getByRole('link', { name: 'Staff' }).click()
  await page.getByRole('button', { name: 'Sign in again' }).click()
  await fillIn(page, 'barbara')
  await expect(page.getByRole('alert')).toContainText('You may not do this.')
  await page.getByRole('link', { name: 'All boards' }).click()
  await expect(page.getByRole('link', { name: 'Research' })).toBeVisible()
  await expect(page.getByText('Website relaunch')).toHaveCount(0)
})
