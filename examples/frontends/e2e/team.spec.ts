/** Boards, members and tasks come and go. */

import { addTask, expect, openBoard, startBoard, test } from './site.ts'

test('a new board opens at once and stands in the navigation', async ({ page, signIn, traffic }) => {
  await signIn('katherine')
  traffic.length = 0
  await page.getByLabel('Title of the board').fill('Trajectories')
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByRole('heading', { name: 'Trajectories', level: 1 })).toBeVisible()
  await expect(page.getByRole('navigation').getByText('Trajectories')).toBeVisible()
  await expect(page.getByText('Nothing here.')).toHaveCount(3)
  expect(traffic[0]).toBe('POST call/create_board')
  expect(traffic).toHaveLength(2)
})

test('a title that is missing is said at its field', async ({ page, signIn, complaints }) => {
  complaints.push(/422/)
  await signIn('katherine')
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByLabel('Title of the board')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.locator('.field-error')).toContainText('at least 1 character')
})

test('members come and go, and the last one stays', async ({ page, signIn, complaints }) => {
  complaints.push(/409 \(Conflict\)|404 \(Not Found\)/)
  await signIn('barbara')
  await page.getByLabel('Title of the board').fill('Abstractions')
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText('Settings').click()
  await page.getByLabel('Add a member').fill('nobody')
  await page.locator('.settings').getByRole('button', { name: 'Add' }).click()
  await expect(page.getByRole('alert')).toHaveText('Nobody has this login.')
  await page.getByLabel('Add a member').fill('edsger')
  await page.locator('.settings').getByRole('button', { name: 'Add' }).click()
  await expect(page.getByRole('list', { name: 'Members' }).getByTitle('Edsger Dijkstra')).toBeVisible()
  await page.getByRole('button', { name: 'Remove Edsger Dijkstra' }).click()
  await expect(page.getByRole('list', { name: 'Members' }).getByTitle('Edsger Dijkstra')).toHaveCount(0)
  await page.getByRole('button', { name: 'Leave this board' }).click()
  await expect(page.getByRole('alert')).toHaveText('Somebody has to stay on the board.')
})

test('an edited task is new on its page and on its board', async ({ page, signIn, traffic }) => {
  await signIn('alan')
  await openBoard(page, 'Research')
  await page.getByTestId('todo').locator('.card a').first().click()
  await page.getByText('Edit', { exact: true }).click()
  await page.getByLabel('Title').fill('Decide the undecidable')
  await page.getByLabel('Assignee').selectOption('Alan Turing')
  await page.getByLabel('Due').fill('2031-06-07')
  traffic.length = 0
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: 'Decide the undecidable' })).toBeVisible()
  await expect(page.locator('.facts')).toContainText('Alan Turing')
  await expect(page.locator('.facts')).toContainText('Jun 7')
  await page.getByRole('link', { name: 'Back to the board' }).click()
  await expect(page.getByTestId('todo').getByRole('link', { name: 'Decide the undecidable' })).toBeVisible()
  expect(traffic[0]).toBe('POST call/edit_task')
  expect(traffic.filter((line) => line.startsWith('GET context/task'))).toEqual([])
})

test('a deleted task is gone from its board', async ({ page, signIn }) => {
  await signIn('alan')
  await openBoard(page, 'Research')
  const last = page.getByTestId('todo').locator('.card a').last()
  const title = (await last.textContent()) ?? ''
  await last.click()
  await page.getByText('Edit', { exact: true }).click()
  const dialog = page.getByRole('dialog', { name: `Delete “${title}”` })
  await expect(dialog).toHaveCount(0)
  await page.getByRole('button', { name: 'Delete this task' }).click()
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
  await page.getByRole('button', { name: 'Delete this task' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('heading', { name: /esearch/, level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: title, exact: true })).toHaveCount(0)
})

test('who leaves a board is back among the others, without it', async ({ page, signIn }) => {
  await signIn('barbara')
  await startBoard(page, 'For Edsger')
  await page.getByText('Settings').click()
  await page.getByLabel('Add a member').fill('edsger')
  await page.locator('.settings').getByRole('button', { name: 'Add' }).click()
  await expect(page.getByRole('button', { name: 'Remove Edsger Dijkstra' })).toBeVisible()
  await page.getByRole('button', { name: 'Leave this board' }).click()
  await expect(page.getByRole('heading', { name: 'Your boards' })).toBeVisible()
  await expect(page.getByText('For Edsger')).toHaveCount(0)
})

test('a comment is deleted by who wrote it, also from the activity', async ({ page, signIn, traffic }) => {
  await signIn('alan')
  await startBoard(page, 'Remarks')
  await addTask(page, 'To be discussed')
  await page.getByRole('link', { name: 'To be discussed' }).click()
  await page.getByLabel('Your comment').fill('On second thoughts')
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  traffic.length = 0
  await page.getByRole('button', { name: 'Delete “On second thoughts”' }).click()
  await expect(page.getByText('Nobody has said anything yet.')).toBeVisible()
  expect(traffic).toEqual(['POST call/delete_comment'])
  await page.getByRole('link', { name: 'Back to the board' }).click()
  await expect(page.getByLabel('Activity')).toContainText('Nobody has said anything yet.')
})

test('nobody deletes what others said', async ({ page, signIn }) => {
  await signIn('grace')
  await page.goto('/boards/1/tasks/1')
  const others = page.locator('.comments li', { hasNotText: 'Grace Hopper' })
  await expect(others.first()).toBeVisible()
  await expect(others.getByRole('button')).toHaveCount(0)
})
