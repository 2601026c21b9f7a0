/** The focus of a card that is moved: it is made anew in its new column, and again where a move is refused. */

let moved: number | undefined

/** Say which card keeps the focus, whatever becomes of it. */
export function keepFocusOn(card: number): void {
  moved = card
}

/** Give a card that was just made the focus, if it is that one, and nothing else has taken it. */
export function regainFocus(card: number): void {
  if (card === moved && document.activeElement === document.body) document.getElementById(`task-${card}`)?.focus()
}
