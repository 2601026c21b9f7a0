/** Changes that are made without a network. */

import { momentsOf } from './moments.ts'
import { addTask, expect, networkTest, openBoard, startBoard, test } from './site.ts'

const OFFLINE = /ERR_INTERNET_DISCONNECTED/
const MOVE = 'POST call/move_task'

test('a card that is moved offline stays where it was put, and is moved when the network is back, once', async ({
  page,
  context,
  signIn,
  traffic,
  complaints,
}) => {
  complaints.push(OFFLINE)
  await signIn('grace')
  await startBoard(page, 'In a tunnel')
  const card = await addTask(page, 'Out of the tunnel')
  const moments = await momentsOf(page, '.cards', 'a')
  await context.setOffline(true)
  await card.getByRole('button', { name: /to Doing/ }).click()
  await expect(page.getByText('1 change waiting for the network')).toBeVisible()
  traffic.length = 0
  await context.setOffline(false)
  await expect(page.getByText('waiting for the network')).toBeHidden()
  expect(traffic.filter((line) => line === MOVE)).toHaveLength(1)
  expect(await moments()).toEqual(['Out of the tunnel |  | ', ' | Out of the tunnel | '])
})

test('what was done offline outlives a reload, is done in order, and once', async ({
  page,
  context,
  signIn,
  traffic,
  complaints,
}) => {
  complaints.push(OFFLINE)
  await signIn('grace')
  await startBoard(page, 'Reloaded')
  const { href } = await page.evaluate(() => ({ href: location.href }))
  const [first, second] = [await addTask(page, 'First'), await addTask(page, 'Second')]
  await context.setOffline(true)
  await first.getByRole('button', { name: /to Doing/ }).click()
  await second.getByRole('button', { name: /to Doing/ }).click()
  await expect(page.getByText('2 changes waiting for the network')).toBeVisible()
  await page.reload().catch(() => {}) // There is no page without a network.
  traffic.length = 0
  const keys: (string | undefined)[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('call/move_task')) keys.push(request.headers()['idempotency-key'])
  })
  await context.setOffline(false)
  await page.goto(href)
  await expect(page.getByTestId('doing').getByRole('link')).toHaveText(['First', 'Second'])
  await expect(page.getByText('waiting for the network')).toBeHidden()
  expect(traffic.filter((line) => line === MOVE)).toHaveLength(2)
  expect(new Set(keys).size).toBe(2)
  traffic.length = 0
  await page.reload()
  await expect(page.getByTestId('doing').getByRole('link')).toHaveText(['First', 'Second'])
  expect(traffic).not.toContain(MOVE)
})

test('what another tab did offline is sent by one of them', async ({ page, context, signIn, complaints }) => {
  complaints.push(OFFLINE)
  await signIn('grace')
  await startBoard(page, 'Two tabs')
  await addTask(page, 'From the other one')
  const other = await context.newPage()
  await other.goto(page.url())
  let moves = 0
  context.on('request', (request) => {
    if (request.url().endsWith('call/move_task')) moves++
  })
  await expect(other.getByTestId('todo').getByRole('link')).toHaveText(['From the other one'])
  await context.setOffline(true)
  await other.getByRole('button', { name: /to Doing/ }).click()
  await expect(page.getByText('1 change waiting for the network')).toBeVisible()
  moves = 0
  await context.setOffline(false)
  await expect(other.getByTestId('doing').getByRole('link')).toHaveText(['From the other one'])
  await expect(page.getByText('waiting for the network')).toBeHidden()
  expect(moves).toBe(1)
})

networkTest(
  'a change whose answer is lost is asked for again by its key',
  async ({ page, network, signIn, complaints }) => {
    complaints.push(/ERR_EMPTY_RESPONSE|ERR_CONNECTION|ERR_CONTENT_LENGTH_MISMATCH/)
    await signIn('grace')
    await startBoard(page, 'Lost')
    const card = await addTask(page, 'Answered twice')
    const keys: (string | undefined)[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('call/move_task')) keys.push(request.headers()['idempotency-key'])
    })
    let left = 1
    network.plan = (path) => (path.includes('call/move_task') && left-- > 0 ? { cut: 'within' } : undefined)
    await card.getByRole('button', { name: /to Doing/ }).click()
    await expect(page.getByText('1 change waiting for the network')).toBeVisible()
    await expect(page.getByTestId('doing').getByRole('link')).toHaveText(['Answered twice'])
    await expect(page.getByText('waiting for the network')).toBeHidden()
    expect(keys).toHaveLength(2)
    expect(keys[1]).toBe(keys[0])
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  },
)

test('what somebody left offline is not done by who signs in next', async ({ page, signIn, traffic, complaints }) => {
  complaints.push(/ERR_FAILED/)
  await signIn('grace')
  await startBoard(page, 'Left behind')
  const card = await addTask(page, 'Not by Ada')
  await page.route('**/call/move_task', (route) => route.abort())
  await card.getByRole('button', { name: /to Doing/ }).click()
  await expect(page.getByText('1 change waiting for the network')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await page.unroute('**/call/move_task')
  traffic.length = 0
  await signIn('ada')
  await openBoard(page, 'Mobile app')
  await expect(page.getByText('waiting for the network')).toBeHidden()
  expect(traffic).not.toContain(MOVE)
})
