/** Where the page is, and how it gets elsewhere without a reload. Every page binds this to its framework. */

const CHANGED = 'taskboard:path'

/** What a path shows. */
export type Route =
  | { page: 'home' | 'search' | 'staff' | 'nowhere' }
  | { page: 'board'; board: number }
  /** The board as it is spelt: the task knows whether it is the right one. */
  | { page: 'task'; board: string; task: number }

export function routeOf(path: string): Route {
  const [, room, board, sub, task, rest] = path.split('/')
  if (path === '/') return { page: 'home' }
  if (room === 'boards' && board && sub === 'tasks' && task && !rest) return { page: 'task', board, task: Number(task) }
  if (room === 'boards' && board && !sub) return { page: 'board', board: Number(board) }
  if (path === '/search' || path === '/staff') return { page: path === '/search' ? 'search' : 'staff' }
  return { page: 'nowhere' }
}

/** One value of a query string, empty if it is not there. */
export function queryValue(search: string, name: string): string {
  return new URLSearchParams(search).get(name) ?? ''
}

/** Listen to every change of the path or the query string; returns how to stop. */
export function onMove(listener: () => void): () => void {
  window.addEventListener('popstate', listener)
  window.addEventListener(CHANGED, listener)
  return () => {
    window.removeEventListener('popstate', listener)
    window.removeEventListener(CHANGED, listener)
  }
}

export function go(path: string): void {
  history.pushState(null, '', path)
  window.dispatchEvent(new Event(CHANGED))
  window.scrollTo(0, 0)
  // What had the focus is gone with the page before: the next Tab starts in the new one.
  document.getElementById('main')?.focus({ preventScroll: true })
}

type Click = Pick<MouseEvent, 'metaKey' | 'ctrlKey' | 'shiftKey' | 'button' | 'preventDefault'>

/** Follow a link of the page's own, unless it was clicked to open elsewhere. */
export function follow(event: Click, href: string): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return
  event.preventDefault()
  go(href)
}
