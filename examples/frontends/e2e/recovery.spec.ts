/** Servers that are killed, start again, or break inside. */

import { addTask, expect, openBoard, serverTest as test } from './site.ts'

test.slow() // A server of one's own takes its time to start, and once more.

const REFUSED = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING/

test('a server that was killed and starts again is used again, still signed in', async ({
  page,
  server,
  signIn,
  complaints,
}) => {
  complaints.push(REFUSED)
  await signIn()
  await openBoard(page, 'Office move')
  await server.kill()
  await page.getByRole('link', { name: 'Mobile app' }).click()
  await expect(page.getByRole('alert')).toContainText('No connection', { timeout: 10_000 })
  await openBoard(page, 'Office move')
  await server.start()
  await page.getByRole('link', { name: 'Mobile app' }).click()
  await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible({ timeout: 10_000 })
  await addTask(page, 'After the restart')
  await expect(page.getByTestId('who')).toHaveText('Ada Lovelace')
})

test('what breaks in the server is said without its reason, with a number to mention', async ({
  page,
  server,
  signIn,
  complaints,
}) => {
  complaints.push(/500/)
  await signIn()
  server.putInto('nowhere', 15)
  await page.getByRole('link', { name: 'Mobile app' }).click()
  const alert = page.getByRole('alert')
  await expect(alert).toContainText(/Mention [0-9a-f]{8,}/, { timeout: 10_000 })
  await expect(alert).not.toContainText(/column|nowhere/i)
  server.putInto('todo', 15)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible()
})
