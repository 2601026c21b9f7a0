/** What the user sees when things go wrong. */

import { expect, openBoard, test } from './site.ts'

test('an own typed error is shown with its details', async ({ page, signIn, complaints }) => {
  complaints.push(/409 \(Conflict\)/)
  await signIn('edsger')
  await openBoard(page, 'Research')
  const start = page.getByTestId('todo').getByRole('button', { name: /to Doing/ })
  for (let doing = await page.getByTestId('doing').getByTestId(/task-/).count(); doing < 5; doing++) {
    await start.first().click()
    await expect(page.getByTestId('doing').getByTestId(/task-/)).toHaveCount(doing + 1)
  }
  await start.first().click()
  await expect(page.getByRole('alert')).toContainText('Limit: 5.')
})

test('a validation error stands at its field', async ({ page, signIn, complaints }) => {
  complaints.push(/422/)
  await signIn()
  await openBoard(page, 'Website relaunch')
  await page.getByLabel('New task').fill('x'.repeat(121))
  await page.getByRole('button', { name: 'Add', exact: true }).first().click()
  await expect(page.locator('.new-task .field-error')).toContainText('at most 120 characters')
  await expect(page.getByLabel('New task')).toHaveAttribute('aria-invalid', 'true')
})

test('params of the wrong type are an envelope, not a crash', async ({ page, signIn, complaints }) => {
  complaints.push(/422/)
  await signIn()
  await page.goto('/boards/0')
  await expect(page.getByRole('alert')).toContainText('That address is not right')
})

for (const [status, code, text] of [
  [400, 'BAD_REQUEST', 'Something went wrong'],
  [401, 'UNAUTHENTICATED', 'Please sign in'],
  [403, 'CSRF_FAILED', 'Something went wrong'],
  [405, 'METHOD_NOT_ALLOWED', 'Something went wrong'],
  [413, 'PAYLOAD_TOO_LARGE', 'Something went wrong'],
  [415, 'UNSUPPORTED_MEDIA_TYPE', 'Something went wrong'],
  [429, 'RATE_LIMITED', 'Too fast'],
  [500, 'INTERNAL_ERROR', 'Something went wrong'],
  [409, 'CLIENT_OUTDATED', 'Something went wrong'],
] as const) {
  test(`${code} is shown, and trying again recovers`, async ({ page, signIn, complaints }) => {
    complaints.push(new RegExp(`${status}`))
    await signIn()
    await page.route('**/context/board*', (route) =>
      route.fulfill({
        status,
        headers: { 'mizan-protocol': '1' },
        json: { error: { code, message: `A message for ${code}.`, details: null } },
      }),
    )
    await page.getByRole('link', { name: 'Mobile app' }).click()
    await expect(page.getByRole('alert')).toContainText(text)
    await expect(page.getByRole('alert')).toContainText(`A message for ${code}.`)
    await page.unroute('**/context/board*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible()
  })
}

test('something else than Mizan at the address is named', async ({ page, signIn }) => {
  await signIn()
  await page.route('**/context/board*', (route) => route.fulfill({ status: 200, body: '<h1>A proxy</h1>' }))
  await page.getByRole('link', { name: 'Mobile app' }).click()
  await expect(page.getByRole('alert')).toContainText('no JSON')
})

test('another version of the protocol is one clear error', async ({ page, signIn }) => {
  await signIn()
  await page.route('**/context/board*', (route) =>
    route.fulfill({ status: 200, headers: { 'mizan-protocol': '2' }, json: { data: {} } }),
  )
  await page.getByRole('link', { name: 'Mobile app' }).click()
  await expect(page.getByRole('alert')).toContainText('The server speaks version 2 of the Mizan protocol')
})

test('leaving a page aborts what it was loading', async ({ page, signIn, complaints }) => {
  complaints.push(/ERR_ABORTED/)
  await signIn()
  await page.route('**/context/staff*', async (route) => {
    await new Promise((done) => setTimeout(done, 3000))
    await route.continue().catch(() => {})
  })
  const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('context/staff'))
  await page.getByRole('link', { name: 'Staff' }).click()
  await expect(page.getByLabel('Loading the workload')).toBeVisible()
  await page.getByRole('link', { name: 'Task board' }).click()
  expect((await failed).failure()?.errorText).toContain('ERR_ABORTED')
})

test('two tabs: the other one is right after it asks again', async ({ page, context, signIn }) => {
  await signIn('grace')
  await openBoard(page, 'Website relaunch')
  const other = await context.newPage()
  await other.goto('/boards/1')
  await other.getByLabel('New task').fill('From the other tab')
  await other.getByRole('button', { name: 'Add', exact: true }).first().click()
  await expect(other.getByRole('link', { name: 'From the other tab' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('link', { name: 'From the other tab' })).toBeVisible()
})

test('a file that is too large is refused by the server, and said where it was chosen', async ({
  page,
  signIn,
  complaints,
}) => {
  complaints.push(/413/)
  await signIn()
  await openBoard(page, 'Office move')
  await page.locator('.card a').first().click()
  const buffer = Buffer.alloc(11 * 1024 * 1024)
  await page.getByLabel('Attach a file').setInputFiles({ name: 'plan.pdf', mimeType: 'application/pdf', buffer })
  await expect(page.getByRole('region', { name: 'Files' }).getByRole('alert')).toHaveText(
    'The request is larger than 10 MiB.',
  )
  await expect(page.getByText('No files yet.')).toBeVisible()
})
