/** The page by keyboard, on a narrow screen, in the dark, and with nothing to show. */

import { expect, openBoard, test } from './site.ts'

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
  await expect(page.getByTestId('doing').getByRole('link', { name: 'Typed, not clicked' })).toBeVisible()
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

for (const scheme of ['light', 'dark'] as const) {
  test(`text stands out in the ${scheme}`, async ({ page, signIn }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await signIn()
    await openBoard(page, 'Website relaunch')
    await expect(page.locator('.card').first()).toBeVisible()
    expect(await page.evaluate(pale)).toEqual([])
  })
}

test('an address that leads nowhere says so', async ({ page, signIn }) => {
  await signIn()
  await page.goto('/boards/1/nowhere')
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible()
})

test('a search without hits says so', async ({ page, signIn }) => {
  await signIn()
  await page.getByLabel('Search tasks').fill('zebra crossing')
  await page.getByLabel('Search tasks').press('Enter')
  await expect(page.getByText('Nothing found.')).toBeVisible()
})

/** In the page: the texts whose contrast to what is behind them is below 4.5, as WCAG AA asks. */
function pale(): string[] {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  if (!canvas) throw new Error('no canvas')
  const luminance = (colour: string) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const channels = [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((byte) => {
      const part = byte / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0)
  }
  const behind = (element: Element | null): string => {
    if (!element) return 'white'
    const colour = getComputedStyle(element).backgroundColor
    return colour === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : colour
  }
  const elements = [...document.querySelectorAll('h1, h2, p, a, button, span, time, strong, label, li')]
  return elements
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()))
    .filter((each) => {
      const [one, other] = [luminance(getComputedStyle(each).color), luminance(behind(each))]
      return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < 4.5
    })
    .map((each) => `${each.tagName} ${each.className}: ${each.textContent}`)
}
