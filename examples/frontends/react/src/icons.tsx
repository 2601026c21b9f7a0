/** Small pictures, drawn in the colour of the text. */

import { ICONS, type IconName } from 'task-board/icons'

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  )
}
