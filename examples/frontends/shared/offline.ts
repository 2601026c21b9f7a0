/** Changes that are made without a network: kept, counted where everybody sees it, and sent when it is back. */

import { defaultKernel } from 'mizan-client'
import { offline } from 'mizan-client/offline'
import { plural } from './texts.ts'

/** Keep what is called with the option `queue`, and say how much of it waits and what became of it. */
export function keepChanges(): void {
  const notice = document.body.appendChild(document.createElement('output'))
  notice.className = 'waiting'
  let refusal = ''
  const queue = offline(defaultKernel(), {
    onFailed: ({ message }) => {
      refusal = `A change could not be made: ${message}`
      show()
    },
  })
  const show = () => {
    const count = queue.pending().length
    notice.textContent = count ? `${count} ${plural(count, 'change')} waiting for the network` : refusal
    notice.hidden = !notice.textContent
  }
  queue.subscribe(show)
  show()
}
