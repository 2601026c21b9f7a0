/** Room: what the page leaves free for the panel, so that all of it can be scrolled into sight. */

export interface Room {
  /** Leave so many pixels free; 0 gives the page back what it had. */
  take(pixels: number): void
}

export function roomAt(edge: 'top' | 'bottom'): Room {
  const { style } = document.documentElement
  const own = edge === 'top' ? 'padding-top' : 'padding-bottom'
  const before = style.getPropertyValue(own)
  return {
    take(pixels) {
      style.setProperty(own, pixels ? `${pixels}px` : before)
    },
  }
}
