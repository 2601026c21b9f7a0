/** Moments: all that a page showed since a test began to look, however short it was there. */

import type { Page } from '@playwright/test'

/** Return how to read what stood in lists, as `First, Second | Third`, at every moment at which something of it changed. */
export async function momentsOf(page: Page, lists: string, items: string): Promise<() => Promise<string[]>> {
  const moments = await page.evaluateHandle(
    ([lists, items]) => {
      const said = (list: Element) => Array.from(list.querySelectorAll(items), (item) => item.textContent?.trim())
      const seen: string[] = []
      const look = () => {
        const moment = Array.from(document.querySelectorAll(lists), (list) => said(list).join(', ')).join(' | ')
        if (moment !== seen.at(-1)) seen.push(moment)
      }
      look()
      // It is told before anything else happens, so long before anything is painted.
      const observer = new MutationObserver(look)
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
      return seen
    },
    [lists, items] as const,
  )
  return () => moments.jsonValue()
}
