/** What the browser's tab says: the word of whoever spoke last and is still there. */

const said: { text: string }[] = []

/** Say what the page shows; returns how to take it back. */
export function sayTitle(text: string): () => void {
  const own = { text }
  said.push(own)
  show()
  return () => {
    said.splice(said.indexOf(own), 1)
    show()
  }
}

export function titleOf(page: string): string {
  return `${page} · Task board`
}

function show(): void {
  const last = said.at(-1)
  if (last) document.title = titleOf(last.text)
}
