/** Small pictures, drawn in the colour of the text. */

import { ICONS, type IconName } from 'task-board/icons'

export function Icon(props: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={ICONS[props.name]} />
    </svg>
  )
}
