/** The devtools, for whoever wants to see what happens: where the address asks for them, `?devtools`. */

import type { Live } from 'mizan-devtools'

export const DEVTOOLS = 'devtools'
export const DEVTOOLS_LINK = { href: `?${DEVTOOLS}`, text: 'Devtools' }

/** Load the panel if it is asked for. It stays until the page is loaded without. */
export async function showDevtools(live?: Live): Promise<void> {
  if (!new URLSearchParams(location.search).has(DEVTOOLS)) return
  const { devtools } = await import('mizan-devtools')
  devtools(undefined, { live, open: true })
}
