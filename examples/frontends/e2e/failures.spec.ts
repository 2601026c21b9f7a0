/** What the user sees when things go wrong. */

import { ADAPTER } from './server.ts'
import { addTask, answered, expect, openBoard, startBoard, test } from './site.ts'
import { gate } from './slow-network.ts'

test('an own typed error is shown with its details', async ({ page, signIn, complaints }) => {
  complaints.push(/409 \(Conflict\)/)
  await signIn('edsger')
  await startBoard(page, 'Limited')
  for (let number = 1; number <= 6; number++) await addTask(page, `Task ${number}`)
  const start = page.getByTestId('todo').getByRole('button', { name: /to Doing/ })
  for (let doing = 1; doing <= 5; doing++) {
    await answered(page, 'move_task', () => start.first().click())
    await expect(page.getByTestId('doing').getByTestId(/task-/)).toHaveCount(doing)
  }
  await start.first().click()
  await expect(page.getByRole('alert')).toContainText('“Limited” allows 5 tasks in progress.')
  await expect(page.getByRole('alert')).toContainText('Limit: 5.')
  await expect(page.getByTestId('doing').getByTestId(/task-/)).toHaveCount(5)
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

const ANSWERS = [
  [400, 'BAD_REQUEST', 'Something went wrong'],
  [401, 'UNAUTHENTICATED', 'Please sign in'],
  [403, 'CSRF_FAILED', 'Something went wrong'],
  [405, 'METHOD_NOT_ALLOWED', 'Something went wrong'],
  [413, 'PAYLOAD_TOO_LARGE', 'Something went wrong'],
  [415, 'UNSUPPORTED_MEDIA_TYPE', 'Something went wrong'],
  [429, 'RATE_LIMITED', 'Too fast'],
  [500, 'INTERNAL_ERROR', 'Something went wrong'],
  [409, 'CLIENT_OUTDATED', 'Something went wrong'],
] as const

/** What the codes are called is the pages' common word; each has to tell one of every kind. */
const KINDS: string[] = ['UNAUTHENTICATED', 'RATE_LIMITED', 'INTERNAL_ERROR']

for (const [status, code, text] of ANSWERS.filter(([, code]) => ADAPTER === 'react' || KINDS.includes(code))) {
  test(`${code} is shown, and trying again recovers`, async ({ page, signIn, complaints }) => {
    complaints.push(new RegExp(`${status}`))
    // By default the console is told that nothing will do but another version of the page.
    if (code === 'CLIENT_OUTDATED') complaints.push(/A message for CLIENT_OUTDATED/)
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
    await page.getByRole('button', { name: /Try again|Sign in again/ }).click()
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
  await expect(page.getByRole('alert')).toContainText('The server speaks protocol 2, not 1.')
})

test('leaving a page aborts what it was loading', async ({ page, signIn, complaints }) => {
  complaints.push(/ERR_ABORTED/)
  await signIn()
  const { opened, open } = gate()
  await page.route('**/context/staff*', (route) => opened.then(() => route.continue()).catch(() => {}))
  const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('context/staff'))
  await page.getByRole('link', { name: 'Staff' }).click()
  await expect(page.getByLabel('Loading the workload')).toBeVisible()
  await page.getByRole('link', { name: 'Task board', exact: true }).click()
  expect((await failed).failure()?.errorText).toContain('ERR_ABORTED')
  open()
})

test('too many wrong passwords are refused for a while, and the form says how long', async ({ page, complaints }) => {
  complaints.push(/401 \(Unauthorized\)|429 \(Too Many Requests\)/)
  await page.goto('/')
  await page.getByLabel('Name').fill('mallory')
  await page.getByLabel('Password').fill('guess')
  const answers: number[] = []
  page.on('response', (answer) => {
    if (answer.url().endsWith('/call/login')) answers.push(answer.status())
  })
  for (let tries = 1; tries <= 6; tries++) {
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect.poll(() => answers.length).toBe(tries)
  }
  expect(answers).toEqual([401, 401, 401, 401, 401, 429])
  await expect(page.getByRole('alert')).toContainText(/Please wait \d+ seconds\./)
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
  await expect(page.getByRole('link', { name: 'plan.pdf' })).toHaveCount(0)
})
