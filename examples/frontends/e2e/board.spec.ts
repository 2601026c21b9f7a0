/** Reading and changing boards: what is fetched, what comes by itself, what is left alone. */

import { expect, openBoard, test } from './site.ts'

test('a page is a skeleton, then data, in one request per context', async ({ page, signIn, traffic }) => {
  await signIn()
  traffic.length = 0
  await page.getByRole('link', { name: 'Website relaunch' }).click()
  await expect(page.getByRole('heading', { name: 'Website relaunch' })).toBeVisible()
  await expect(page.getByTestId('todo').getByRole('listitem').first()).toBeVisible()
  expect(traffic).toEqual(['GET context/board?params={"board_id":1}'])
})

test('a mutation updates other components with no further request', async ({ page, signIn, traffic }) => {
  await signIn()
  await openBoard(page, 'Mobile app')
  const open = page.getByTestId('open-2')
  const before = Number.parseInt((await open.textContent()) ?? '', 10)
  traffic.length = 0
  await page.getByLabel('New task').fill('Write the changelog')
  await page.getByRole('button', { name: 'Add', exact: true }).first().click()
  await expect(page.getByRole('link', { name: 'Write the changelog' })).toBeVisible()
  await expect(open).toHaveText(`${before + 1} open`)
  expect(traffic).toEqual(['POST call/create_task'])
})

test('a task moves between columns and the count follows', async ({ page, signIn, traffic }) => {
  await signIn()
  await openBoard(page, 'Office move')
  const card = page.getByTestId('doing').getByRole('listitem').first()
  const title = await card.getByRole('link').textContent()
  traffic.length = 0
  await card.getByRole('button', { name: /to Done/ }).click()
  await expect(
    page
      .getByTestId('done')
      .getByRole('link', { name: title ?? '', exact: true })
      .first(),
  ).toBeVisible()
  expect(traffic).toEqual(['POST call/move_task'])
})

test('another board that was seen is not refetched when this one changes', async ({ page, signIn, traffic }) => {
  await signIn()
  await openBoard(page, 'Website relaunch')
  await openBoard(page, 'Office move')
  await page.getByLabel('New task').fill('Count the chairs')
  await page.getByRole('button', { name: 'Add', exact: true }).first().click()
  await expect(page.getByRole('link', { name: 'Count the chairs' })).toBeVisible()
  traffic.length = 0
  await openBoard(page, 'Website relaunch')
  expect(traffic).toEqual([])
})

test('a renamed board has its new title everywhere', async ({ page, signIn, traffic }) => {
  await signIn('alan')
  await openBoard(page, 'Research')
  await page.getByText('Settings').click()
  traffic.length = 0
  await page.getByLabel('Title').fill('Basic research')
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect(page.getByRole('heading', { name: 'Basic research', level: 1 })).toBeVisible()
  await expect(page.getByRole('navigation').getByText('Basic research')).toBeVisible()
  expect(traffic).toEqual(['POST call/rename_board'])
})

test('back and forward show what was there, from memory', async ({ page, signIn, traffic }) => {
  await signIn()
  await openBoard(page, 'Website relaunch')
  await openBoard(page, 'Office move')
  traffic.length = 0
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Website relaunch', level: 1 })).toBeVisible()
  await page.goForward()
  await expect(page.getByRole('heading', { name: 'Office move', level: 1 })).toBeVisible()
  expect(traffic).toEqual([])
})

test('a comment appears on the task and in the activity of its board', async ({ page, signIn, traffic }) => {
  await signIn()
  await openBoard(page, 'Website relaunch')
  await page.getByTestId('todo').getByRole('link').first().click()
  await page.getByLabel('Your comment').fill('Measured it: twice as fast.')
  traffic.length = 0
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Comments' })).toContainText('twice as fast')
  expect(traffic).toEqual(['POST call/add_comment'])
  await page.getByRole('link', { name: 'Back to the board' }).click()
  await expect(page.getByLabel('Activity')).toContainText('twice as fast')
})

test('a file is uploaded, listed and comes back as it was', async ({ page, signIn }) => {
  await signIn()
  await page.goto('/boards/1/tasks/1')
  const content = Buffer.from('meeting notes\n'.repeat(500))
  await page.getByLabel('Attach a file').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: content })
  const link = page.getByRole('link', { name: 'notes.txt' })
  await expect(link).toBeVisible()
  const answer = await page.request.get((await link.getAttribute('href')) ?? '')
  expect(await answer.body()).toEqual(content)
})

test('search finds tasks and asks once per text', async ({ page, signIn, traffic }) => {
  await signIn()
  traffic.length = 0
  await page.getByLabel('Search tasks').fill('desks')
  await page.getByLabel('Search tasks').press('Enter')
  await expect(page.getByRole('heading', { name: 'Search: desks' })).toBeVisible()
  await expect(page.locator('.hits li').first()).toContainText('desks')
  expect(traffic).toEqual(['GET context/search?params={"q":"desks"}'])
})
