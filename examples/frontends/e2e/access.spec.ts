/** The page by keyboard, on a narrow screen, in the dark, and with nothing to show. */

import type { Locator } from '@playwright/test'
import { expect, openBoard, type Page, test } from './site.ts'

test('everything can be done by keyboard', async ({ page }) => {
  await page.goto('/')
  await page.getByLabel('Name').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('grace')
  await page.keyboard.press('Tab')
  await page.keyboard.type('mizan')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('who')).toHaveText('Grace Hopper')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Mobile app' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Mobile app', level: 1 })).toBeVisible()
  await page.getByLabel('New task').focus()
  await page.keyboard.type('Typed, not clicked')
  await page.keyboard.press('Enter')
  const move = page.getByRole('button', { name: 'Move “Typed, not clicked” to Doing' })
  await move.focus()
  await page.keyboard.press('Enter')
  const moved = page.getByTestId('doing').getByRole('link', { name: 'Typed, not clicked' })
  await expect(moved).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Move “Typed, not clicked” to To do' })).toBeFocused()
})

for (const width of [320, 390]) {
  test(`nothing is wider than a screen of ${width} pixels`, async ({ page, signIn }) => {
    await page.setViewportSize({ width, height: 800 })
    await signIn()
    const wider = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(await wider()).toBeLessThanOrEqual(0)
    await openBoard(page, 'Website relaunch')
    expect(await wider()).toBeLessThanOrEqual(0)
    await page.getByText('Settings').click()
    expect(await wider()).toBeLessThanOrEqual(0)
    await page.locator('.card a').first().click()
    await page.getByText('Edit', { exact: true }).click()
    expect(await wider()).toBeLessThanOrEqual(0)
    await page.getByRole('link', { name: 'Staff' }).click()
    await expect(page.getByRole('table')).toBeVisible()
    expect(await wider()).toBeLessThanOrEqual(0)
  })
}

/** Every page, each in its own words. */
const PAGES = {
  'the boards': (page) => page.getByRole('heading', { name: 'Your boards' }),
  'a board': async (page) => {
    await page.goto('/boards/1')
    return page.locator('.card').first()
  },
  'its settings': async (page) => {
    await page.getByText('Settings').click()
    return page.getByRole('button', { name: 'Rename' })
  },
  'a task': async (page) => {
    await page.goto('/boards/1/tasks/1')
    await page.getByText('Edit', { exact: true }).click()
    return page.getByRole('button', { name: 'Save' })
  },
  'a search': async (page) => {
    await page.goto('/search?q=the')
    return page.locator('.hits mark').first()
  },
  'the staff area': async (page) => {
    await page.goto('/staff')
    return page.getByRole('table')
  },
  'a refusal': async (page) => {
    await page.goto('/boards/4')
    return page.getByRole('alert')
  },
  'a wrong address': async (page) => {
    await page.goto('/nowhere')
    return page.getByRole('heading', { name: 'There is no such page' })
  },
} satisfies Record<string, (page: Page) => Locator | Promise<Locator>>

for (const scheme of ['light', 'dark'] as const) {
  test(`text stands out in the ${scheme}, on every page`, async ({ page, signIn }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.goto('/')
    await page.getByLabel('Name').waitFor()
    expect(await page.evaluate(pale)).toEqual([])
    await signIn()
    for (const open of Object.values(PAGES)) {
      await expect(await open(page)).toBeVisible()
      expect(await page.evaluate(pale)).toEqual([])
    }
  })
}

test('every page has a title, one first heading, and a name for every control', async ({ page, signIn }) => {
  await signIn()
  const titles = new Set<string>()
  for (const [name, open] of Object.entries(PAGES)) {
    await expect(await open(page)).toBeVisible()
    await expect(page).toHaveTitle(/.+ · Task board$/)
    titles.add(await page.title())
    expect(await page.locator('h1').count(), name).toBeLessThanOrEqual(1)
    expect(await page.evaluate(nameless), name).toEqual([])
  }
  expect(titles.size).toBe(Object.keys(PAGES).length - 1)
})

test('what comes moves nothing that is there', async ({ page, signIn }) => {
  await signIn()
  await page.addInitScript(() => {
    const seen: number[] = []
    Object.assign(window, { seen })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.push((entry as PerformanceEntry & { value: number }).value)
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto('/boards/1')
  await expect(page.locator('.card').first()).toBeVisible()
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((each) => each.finished)))
  const shifts = await page.evaluate(() => (window as unknown as { seen: number[] }).seen)
  expect(shifts.reduce((sum, each) => sum + each, 0)).toBeLessThan(0.05)
})

test('a dialog takes the focus, closes by Escape, and gives the focus back', async ({ page, signIn }) => {
  await signIn()
  await page.goto('/boards/1/tasks/1')
  await page.getByText('Edit', { exact: true }).click()
  const opener = page.getByRole('button', { name: 'Delete this task' })
  await opener.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(opener).toBeFocused()
})

test('a task under another board is a wrong address', async ({ page, signIn }) => {
  await signIn()
  await page.goto('/boards/2/tasks/1')
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible()
})

test('an address that leads nowhere says so', async ({ page, signIn }) => {
  await signIn()
  await page.goto('/boards/1/nowhere')
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible()
})

test('a search without hits says so', async ({ page, signIn }) => {
  await signIn()
  await page.getByLabel('Search tasks').fill('zebra crossing')
  await page.getByLabel('Search tasks').press('Enter')
  await expect(page.getByText('Nothing found. Try fewer or other words.')).toBeVisible()
})

/** In the page: the texts whose contrast to what is behind them is below 4.5, as WCAG AA asks. */
function pale(): string[] {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  if (!canvas) throw new Error('no canvas')
  const known = new Map<string, number>()
  const luminance = (colour: string) => {
    const before = known.get(colour)
    if (before !== undefined) return before
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const channels = [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((byte) => {
      const part = byte / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    const found = 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0)
    known.set(colour, found)
    return found
  }
  const behind = (element: Element | null): string => {
    if (!element) return 'white'
    const colour = getComputedStyle(element).backgroundColor
    return colour === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : colour
  }
  const elements = [...document.querySelectorAll('body *')]
  return elements
    .filter((each) => each.checkVisibility() && !each.closest('option, script, style'))
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()))
    .filter((each) => {
      const [one, other] = [luminance(getComputedStyle(each).color), luminance(behind(each))]
      return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < 4.5
    })
    .map((each) => `${each.tagName} ${each.className}: ${each.textContent}`)
}

/** In the page: the controls that nothing names. */
function nameless(): string[] {
  return [...document.querySelectorAll<HTMLElement>('a, button, input, select, textarea, progress, dialog')]
    .filter((each) => each.checkVisibility())
    .filter((each) => {
      const labels = 'labels' in each ? [...((each.labels as NodeListOf<HTMLElement> | null) ?? [])] : []
      const texts = [each.ariaLabel, each.textContent, ...labels.map((label) => label.textContent)]
      return !texts.some((text) => text?.trim())
    })
    .map((each) => each.outerHTML)
}
