/** Signing in and out, and who may see what. */

import { expect, openBoard, test } from './site.ts'

test('signing in shows the new identity without a further request', async ({ page, traffic }) => {
  await page.goto('/')
  await page.getByLabel('Name').fill('ada')
  await page.getByLabel('Password').fill('mizan')
  traffic.length = 0
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByTestId('who')).toHaveText('Ada Lovelace')
  await expect(page.getByRole('link', { name: 'Website relaunch' })).toBeVisible()
  expect(traffic).toEqual(['POST call/login'])
})

test('a wrong password is said at the form', async ({ page, complaints }) => {
  complaints.push(/401 \(Unauthorized\)/)
  await page.goto('/')
  await page.getByLabel('Name').fill('ada')
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toHaveText('The name or the password is wrong.')
})

test('signing out forgets everything', async ({ page, signIn, traffic }) => {
  await signIn()
  await openBoard(page, 'Mobile app')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await expect(page.getByText('Mobile app')).toHaveCount(0)
  await signIn('grace')
  traffic.length = 0
  await openBoard(page, 'Mobile app')
  expect(traffic).toEqual(['GET context/board?params={"board_id":2}'])
})

test('a reload keeps the session', async ({ page, signIn }) => {
  await signIn('grace')
  await page.reload()
  await expect(page.getByTestId('who')).toHaveText('Grace Hopper')
})

test('a board of others is refused in place', async ({ page, signIn }) => {
  await signIn('barbara')
  await page.goto('/boards/1')
  await expect(page.getByRole('alert')).toContainText('Not for you')
  await expect(page.getByRole('alert')).toContainText('You are not a member of this board.')
})

test('a board that is not there says so', async ({ page, signIn }) => {
  await signIn()
  await page.goto('/boards/4711')
  await expect(page.getByRole('alert')).toContainText('There is no such board.')
})

test('the staff area is for staff', async ({ page, signIn }) => {
  await signIn('grace')
  await expect(page.getByRole('link', { name: 'Staff' })).toHaveCount(0)
  await page.goto('/staff')
  await expect(page.getByRole('alert')).toContainText('You may not do this.')
})

test('staff see the workload', async ({ page, signIn }) => {
  await signIn()
  await page.getByRole('link', { name: 'Staff' }).click()
  await expect(page.getByRole('row', { name: /Grace Hopper/ })).toBeVisible()
})
