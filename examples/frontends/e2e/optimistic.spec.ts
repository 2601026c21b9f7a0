/** What is shown before the server has answered, what takes its place, and what is taken back. */

import { momentsOf } from './moments.ts'
import { BACKEND } from './server.ts'
import { addTask, another, answered, expect, type Page, startBoard, networkTest as test } from './site.ts'
import { gate, type SlowNetwork } from './slow-network.ts'

const LOST = /ERR_CONNECTION_RESET/
const REFUSED = /409 \(Conflict\)|422 \(Unprocessable/

/** Start a board with tasks, the first of them in progress. */
async function boardWith(page: Page, title: string, tasks: readonly string[], doing = 0): Promise<void> {
  await startBoard(page, title)
  for (const [index, task] of tasks.entries()) {
    await addTask(page, task)
    if (index < doing) await answered(page, 'move_task', () => moveTo(page, task, 'Doing'))
  }
}

function moveTo(page: Page, task: string, column: string): Promise<void> {
  return page.getByRole('button', { name: `Move “${task}” to ${column}` }).click()
}

/** Hold the next call of a function before the server hears of it or, if it is `done`, its answer. `held` when it is there. */
function hold(network: SlowNetwork, name: string, done = false) {
  const [there, gone] = [gate(), gate()]
  network.plan = (path) => {
    if (!path.endsWith(`call/${name}`)) return undefined
    network.plan = () => undefined
    if (done) return { answered: there.open, answerAfter: gone.opened }
    there.open()
    return { bodyAfter: gone.opened }
  }
  return { held: there.opened, open: gone.open }
}

/** Hold the calls of a function, whose connections break when they are let go. */
async function lose(page: Page, name: string): Promise<() => void> {
  const { opened, open } = gate()
  await page.route(`**/call/${name}`, (route) => opened.then(() => route.abort('connectionreset')))
  return open
}

/** When something happens, by whether the server has done what a call asks of it. */
const WHEN = [
  ['before the server has heard of it', false],
  ['when the server has done it', true],
] as const

/** Let go of a call that was overtaken, and wait for what is asked for again because of that. */
async function letGo(page: Page, open: () => void): Promise<void> {
  const fresh = page.waitForResponse((each) => each.url().includes('context/'))
  open()
  await (await fresh).finished()
}

/** What stands in the columns: of each the number of its cards, and their titles. */
const columnsOf = (page: Page) => momentsOf(page, '.columns > section', '.count, a')

const commentsOf = (page: Page) => momentsOf(page, '.comments', 'p')

/** Open the page of a task from its card. */
async function openTask(page: Page, title: string): Promise<void> {
  await page.getByRole('link', { name: title, exact: true }).click()
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
}

/** Let somebody else work on the board that is open. */
async function invite(page: Page, login: string): Promise<void> {
  await page.getByText('Settings').click()
  await page.getByLabel('Add a member').fill(login)
  await answered(page, 'add_member', () => page.locator('.settings').getByRole('button', { name: 'Add' }).click())
}

/** Say something about the task that is open. */
async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Your comment').fill(text)
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
}

test('a card stands in its new column before the server has heard of it, and stays there', async ({
  page,
  network,
  signIn,
  traffic,
}) => {
  await signIn('grace')
  await boardWith(page, 'At once', ['First', 'Second'], 1)
  const { open } = hold(network, 'move_task')
  traffic.length = 0
  const moments = await columnsOf(page)
  await moveTo(page, 'First', 'Done')
  const card = page.getByTestId('done').getByRole('link', { name: 'First' })
  await expect(card).toBeFocused()
  // The navigation has a number of the server's, which nobody expects anything of.
  const link = page.getByRole('navigation').getByRole('listitem').filter({ hasText: 'At once' })
  await expect(link).toContainText('2 open')
  open()
  await expect(link).toContainText('1 open')
  await expect(card).toBeFocused()
  expect(await moments()).toEqual(['1, Second | 1/5, First | 0', '1, Second | 0/5 | 1, First'])
  expect(traffic).toEqual(['POST call/move_task'])
})

test('a move that is refused is taken back, with the reason beside it and the focus kept', async ({
  page,
  network,
  signIn,
  complaints,
}) => {
  complaints.push(REFUSED)
  await signIn('edsger')
  await boardWith(page, 'Full', ['A', 'B', 'C', 'D', 'E', 'F'], 5)
  const { open } = hold(network, 'move_task')
  const moments = await columnsOf(page)
  await moveTo(page, 'F', 'Doing')
  await expect(page.getByTestId('doing').getByRole('link', { name: 'F' })).toBeFocused()
  await expect(page.getByRole('alert')).toHaveCount(0)
  open()
  await expect(page.getByRole('alert')).toContainText('“Full” allows 5 tasks in progress.')
  await expect(page.getByTestId('todo').getByRole('link', { name: 'F' })).toBeFocused()
  const before = '1, F | 5/5, A, B, C, D, E | 0'
  expect(await moments()).toEqual([before, '0 | 6/5, A, B, C, D, E, F | 0', before])
})

for (const [when, done] of WHEN) {
  test(`two moves of which the older one is late, ${when}, are both shown at once, and stay`, async ({
    page,
    network,
    signIn,
  }) => {
    await signIn('grace')
    await boardWith(page, `Late ${when}`, ['First', 'Second', 'Third'])
    const { held, open } = hold(network, 'move_task', done)
    const moments = await columnsOf(page)
    await moveTo(page, 'First', 'Doing')
    await held
    await answered(page, 'move_task', () => moveTo(page, 'Second', 'Doing'))
    await letGo(page, open)
    await answered(page, 'move_task', () => moveTo(page, 'Third', 'Doing'))
    await expect(page.getByTestId('doing').getByRole('link')).toHaveText(['First', 'Second', 'Third'])
    expect(await moments()).toEqual([
      '3, First, Second, Third | 0/5 | 0',
      '2, Second, Third | 1/5, First | 0',
      '1, Third | 2/5, First, Second | 0',
      '0 | 3/5, First, Second, Third | 0',
    ])
  })
}

test('a move that is refused when a younger one was made takes back itself alone, and says why', async ({
  page,
  network,
  signIn,
  complaints,
}) => {
  complaints.push(REFUSED)
  await signIn('edsger')
  await boardWith(page, 'The older one', ['A', 'B', 'C', 'D', 'E', 'F'], 5)
  const { held, open } = hold(network, 'move_task', true)
  const moments = await columnsOf(page)
  await moveTo(page, 'F', 'Doing')
  await held
  await answered(page, 'move_task', () => moveTo(page, 'A', 'Done'))
  await expect(page.getByRole('alert')).toHaveCount(0)
  open()
  await expect(page.getByRole('alert')).toContainText('Limit: 5.')
  expect(await moments()).toEqual([
    '1, F | 5/5, A, B, C, D, E | 0',
    '0 | 6/5, A, B, C, D, E, F | 0',
    '0 | 5/5, B, C, D, E, F | 1, A',
    '1, F | 4/5, B, C, D, E | 1, A',
  ])
})

test('a move that is refused while an older one runs takes back itself alone, and says why', async ({
  page,
  network,
  signIn,
  complaints,
}) => {
  complaints.push(REFUSED)
  await signIn('edsger')
  await boardWith(page, 'The younger one', ['A', 'B', 'C', 'D', 'E', 'F'], 5)
  const { open } = hold(network, 'move_task')
  const moments = await columnsOf(page)
  await moveTo(page, 'A', 'Done')
  await moveTo(page, 'F', 'Doing')
  await expect(page.getByRole('alert')).toContainText('Limit: 5.')
  await answered(page, 'move_task', open)
  await answered(page, 'move_task', () => moveTo(page, 'B', 'Done'))
  const withoutA = '1, F | 4/5, B, C, D, E | 1, A'
  expect(await moments()).toEqual([
    '1, F | 5/5, A, B, C, D, E | 0',
    withoutA,
    '0 | 5/5, B, C, D, E, F | 1, A',
    withoutA,
    '1, F | 3/5, C, D, E | 2, A, B',
  ])
})

test('a move on the page of a task shows there and on its board, and is taken back in both', async ({
  page,
  signIn,
  complaints,
}) => {
  complaints.push(LOST)
  await signIn('grace')
  await boardWith(page, 'Two pages', ['Seen twice'])
  await openTask(page, 'Seen twice')
  const open = await lose(page, 'move_task')
  await page.getByLabel('Column').selectOption('Doing')
  await expect(page.getByLabel('Column')).toHaveValue('doing')
  await page.getByRole('link', { name: 'Back to the board' }).click()
  await expect(page.getByTestId('doing').getByRole('link')).toHaveText(['Seen twice'])
  await openTask(page, 'Seen twice')
  await expect(page.getByLabel('Column')).toHaveValue('doing')
  open()
  await expect(page.getByLabel('Column')).toHaveValue('todo')
})

test('a move on the page of a task says why it is taken back', async ({ page, signIn, complaints }) => {
  complaints.push(LOST)
  await signIn('grace')
  await boardWith(page, 'Lost move', ['Stays'])
  await openTask(page, 'Stays')
  const open = await lose(page, 'move_task')
  await page.getByLabel('Column').selectOption('Doing')
  await expect(page.getByLabel('Column')).toHaveValue('doing')
  open()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.getByLabel('Column')).toHaveValue('todo')
})

test('a comment stands there before the server has heard of it, and then once', async ({
  page,
  network,
  signIn,
  traffic,
}) => {
  await signIn('grace')
  await boardWith(page, 'Said', ['Talk'])
  await openTask(page, 'Talk')
  const { open } = hold(network, 'add_comment')
  traffic.length = 0
  const moments = await commentsOf(page)
  await say(page, '  Said at once. ')
  const remove = page.getByRole('button', { name: 'Delete “Said at once.”' })
  await expect(remove).toBeDisabled()
  await expect(page.getByLabel('Your comment')).toHaveValue('')
  open()
  await expect(remove).toBeEnabled()
  expect(await moments()).toEqual(['', 'Said at once.'])
  expect(traffic).toEqual(['POST call/add_comment'])
})

test('a comment that is refused is taken back into its field', async ({ page, signIn, complaints }) => {
  complaints.push(REFUSED)
  await signIn('grace')
  await boardWith(page, 'Too long', ['Talk'])
  await openTask(page, 'Talk')
  const text = 'x'.repeat(4001)
  const moments = await commentsOf(page)
  await say(page, text)
  await expect(page.locator('.field-error')).toContainText('at most 4000 characters')
  await expect(page.getByLabel('Your comment')).toHaveValue(text)
  expect(await moments()).toEqual(['', text, ''])
})

test('a comment without words is not shown, and said to be missing', async ({ page, signIn, complaints }) => {
  complaints.push(REFUSED)
  await signIn('grace')
  await boardWith(page, 'Speechless', ['Talk'])
  await openTask(page, 'Talk')
  const moments = await commentsOf(page)
  await say(page, ' ')
  await expect(page.locator('.field-error')).toContainText('at least 1 character')
  expect(await moments()).toEqual([''])
})

test('a comment whose connection breaks leaves alone what was typed since', async ({ page, signIn, complaints }) => {
  complaints.push(LOST)
  await signIn('grace')
  await boardWith(page, 'Lost words', ['Talk'])
  await openTask(page, 'Talk')
  const open = await lose(page, 'add_comment')
  const moments = await commentsOf(page)
  await say(page, 'Lost')
  await expect(page.locator('.comments p')).toHaveText(['Lost'])
  await page.getByLabel('Your comment').fill('Typed since')
  open()
  await expect(page.getByRole('region', { name: 'Comments' }).getByRole('alert')).toBeVisible()
  await expect(page.getByLabel('Your comment')).toHaveValue('Typed since')
  expect(await moments()).toEqual(['', 'Lost', ''])
})

test.describe('while somebody else writes', () => {
  test.skip(BACKEND === 'django', 'The Django example runs under WSGI, which has no live updates.')

  for (const [when, done] of WHEN) {
    test(`what they moved shows beside what is expected, ${when}`, async ({ page, browser, site, network, signIn }) => {
      await signIn('grace')
      await boardWith(page, `Shared: ${when}`, ['Theirs', 'Mine'], 1)
      await invite(page, 'ada')
      const other = await another(browser, site)
      await other.goto(new URL(page.url()).pathname)
      const { held, open } = hold(network, 'move_task', done)
      const moments = await columnsOf(page)
      await moveTo(page, 'Mine', 'Doing')
      await held
      await moveTo(other, 'Theirs', 'Done')
      await expect(page.getByTestId('done').getByRole('link')).toHaveText(['Theirs'])
      await letGo(page, open)
      expect(await moments()).toEqual([
        '1, Mine | 1/5, Theirs | 0',
        '0 | 2/5, Theirs, Mine | 0',
        '0 | 1/5, Mine | 1, Theirs',
      ])
      await other.context().close()
    })

    test(`what they said shows beside what is expected, ${when}`, async ({ page, browser, site, network, signIn }) => {
      await signIn('grace')
      await boardWith(page, `Talk: ${when}`, ['Talk'])
      await invite(page, 'ada')
      await openTask(page, 'Talk')
      const other = await another(browser, site)
      await other.goto(new URL(page.url()).pathname)
      const { held, open } = hold(network, 'add_comment', done)
      const moments = await commentsOf(page)
      await say(page, 'Mine')
      await held
      await say(other, 'Theirs')
      await expect(page.locator('.comments')).toContainText('Theirs')
      open()
      await expect(page.getByRole('button', { name: 'Delete “Mine”' })).toBeEnabled()
      expect(await moments()).toEqual(['', 'Mine', done ? 'Mine, Theirs' : 'Theirs, Mine'])
      await other.context().close()
    })
  }
})
