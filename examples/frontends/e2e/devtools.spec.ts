/** The devtools on the task board: what the page holds, what happened and why, in the page of every framework. */

import type { Locator } from '@playwright/test'
import { addTask, expect, fillIn, openBoard, type Page, startBoard, test } from './site.ts'

/** The panel of the devtools, opened by the address. */
async function withDevtools(page: Page): Promise<Locator> {
  await page.goto('/?devtools')
  const panel = page.getByRole('region', { name: 'Mizan devtools' })
  await expect(panel).toBeVisible()
  await fillIn(page, 'ada')
  return panel
}

/** What can be read in chains, as `move_task → board`. */
async function chainsIn(panel: Locator): Promise<string[]> {
  const chains = await panel.locator('.chain').allTextContents()
  return chains.map((chain) => chain.replaceAll('→', ' → '))
}

async function turnTo(panel: Locator, tab: string): Promise<void> {
  await panel.getByRole('tab', { name: tab }).click()
}

test('a link at the end of the page opens them', async ({ page, signIn }) => {
  await signIn()
  await page.getByRole('contentinfo').getByRole('link', { name: 'Devtools' }).click()
  await expect(page.getByRole('region', { name: 'Mizan devtools' })).toBeVisible()
})

test('a page without them loads nothing of them', async ({ page, signIn }) => {
  const scripts: string[] = []
  page.on('response', async (response) => {
    if (response.url().endsWith('.js')) scripts.push(await response.text())
  })
  await signIn()
  expect(scripts.length).toBeGreaterThan(0)
  expect(scripts.filter((text) => text.includes('Open Mizan devtools'))).toEqual([])
})

test('a moved card is a call whose answer brought the board', async ({ page }) => {
  const panel = await withDevtools(page)
  await startBoard(page, 'Looked at')
  const card = await addTask(page, 'Move me')
  await turnTo(panel, 'Timeline')
  await card.getByRole('button', { name: /to Doing/ }).click()
  await expect(page.getByTestId('doing').getByRole('link', { name: 'Move me' })).toBeVisible()
  const call = panel.getByRole('option', { name: /move_task/ })
  await call.click()
  await expect(call).toHaveAttribute('aria-selected', 'true')
  const brought = /^move_task → board { board_id: \d+ } → .*board_tasks.* → arrived with the answer$/
  await expect.poll(() => chainsIn(panel)).toContainEqual(expect.stringMatching(brought))
  await expect(panel.getByRole('tree', { name: 'Arguments' })).toContainText('"doing"')
})

test('what is asked for again says why, and leads to what happened', async ({ page, traffic }) => {
  const panel = await withDevtools(page)
  await openBoard(page, 'Website relaunch')
  const shelf = panel.getByRole('tree', { name: 'Contexts and their functions' })
  await shelf.getByRole('treeitem', { name: 'board_tasks' }).click()
  await expect(panel.getByRole('heading', { name: 'board_tasks' })).toBeVisible()
  await expect(panel.getByRole('tree', { name: 'Data' })).toContainText('Draft the landing page')
  traffic.length = 0
  await panel.getByRole('button', { name: 'Invalidate context' }).click()
  await expect.poll(() => traffic.length).toBe(1)
  expect(traffic[0]).toMatch(/^GET context\/board\?params={"board_id":1}&only=.*board_tasks/)
  await turnTo(panel, 'Timeline')
  await panel.getByRole('option', { name: /fetch/ }).last().click()
  const [chain] = await chainsIn(panel)
  expect(chain).toMatch(
    /^invalidate, by the devtools → board { board_id: 1 } → .*board_tasks.* → board { board_id: 1 }$/,
  )
  await panel.getByRole('button', { name: 'invalidate, by the devtools' }).click()
  await expect(panel.getByRole('heading', { name: /invalidate, by the devtools/ })).toBeVisible()
})

test('a password is not shown', async ({ page }) => {
  const panel = await withDevtools(page)
  await turnTo(panel, 'Timeline')
  const login = panel.getByRole('option', { name: /call login/ })
  await login.click()
  await expect(panel.getByRole('tree', { name: 'Arguments' })).toContainText('password: "•••"')
  await expect(panel).not.toContainText('"mizan"')
})

test('all of the page can be reached while the panel is open', async ({ page }) => {
  const panel = await withDevtools(page)
  await openBoard(page, 'Website relaunch')
  const foot = page.getByRole('contentinfo').getByRole('link')
  await foot.scrollIntoViewIfNeeded()
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
  const [link, cover] = [await foot.boundingBox(), await panel.boundingBox()]
  expect((link?.y ?? 0) + (link?.height ?? 0)).toBeLessThanOrEqual(cover?.y ?? 0)
})

test('the panel is used by keyboard alone', async ({ page }) => {
  const panel = await withDevtools(page)
  await openBoard(page, 'Website relaunch')
  await panel.getByRole('tab', { name: 'Contexts' }).focus()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(page.getByRole('button', { name: 'Open Mizan devtools' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('tab', { name: 'Contexts' })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(panel.getByRole('tab', { name: 'Timeline' })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await panel.getByRole('tree', { name: 'Contexts and their functions' }).focus()
  for (const key of ['ArrowDown', 'ArrowLeft']) await page.keyboard.press(key)
  await expect(panel.getByRole('treeitem', { name: 'board_tasks' })).toHaveCount(0)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  const [first] = await panel.getByRole('treeitem', { level: 2, selected: true }).allTextContents()
  const heading = await panel.getByRole('heading', { level: 2 }).textContent()
  expect(first).toContain(heading)
})

for (const scheme of ['light', 'dark'] as const) {
  test(`text in the panel stands out in the ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    const panel = await withDevtools(page)
    await openBoard(page, 'Website relaunch')
    for (const tab of ['Contexts', 'Timeline', 'Live']) {
      await turnTo(panel, tab)
      const row = panel.locator('.row').nth(1)
      if (tab !== 'Live') await row.click()
      expect(await page.evaluate(pale), tab).toEqual([])
    }
  })
}

/** In the page: texts of the panel whose contrast to what is behind them is below 4.5, as WCAG AA asks. */
function pale(): string[] {
  const root = document.querySelector('mizan-devtools')?.shadowRoot
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  if (!root || !canvas) throw new Error('no panel or no canvas')
  const behind = (element: Element | null): string[] => {
    if (!element) return ['white']
    return [...behind(element.parentElement), getComputedStyle(element).backgroundColor]
  }
  /** The luminance of colours laid over each other. */
  const luminance = (colours: string[]) => {
    for (const colour of colours) {
      canvas.fillStyle = colour
      canvas.fillRect(0, 0, 1, 1)
    }
    const channels = [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((byte) => {
      const part = byte / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0)
  }
  return [...root.querySelectorAll('*')]
    .filter((each) => each.checkVisibility())
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()))
    .filter((each) => {
      const [one, other] = [luminance(['white', getComputedStyle(each).color]), luminance(behind(each))]
      return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < 4.5
    })
    .map((each) => `${each.tagName} ${each.className}: ${each.textContent}`)
}
