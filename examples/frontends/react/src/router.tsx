/** Where the page is: the path, its title, and links that change it without a reload. */

import { type ComponentProps, type MouseEvent, useSyncExternalStore } from 'react'

const CHANGED = 'taskboard:path'

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange)
  window.addEventListener(CHANGED, onChange)
  return () => {
    window.removeEventListener('popstate', onChange)
    window.removeEventListener(CHANGED, onChange)
  }
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname)
}

/** One value of the query string, empty if it is not there. */
export function useQuery(name: string): string {
  const search = useSyncExternalStore(subscribe, () => location.search)
  return new URLSearchParams(search).get(name) ?? ''
}

/** What the browser's tab says. */
export function PageTitle({ children }: { children: string }) {
  return <title>{`${children} · Task board`}</title>
}

export function go(path: string): void {
  history.pushState(null, '', path)
  window.dispatchEvent(new Event(CHANGED))
  window.scrollTo(0, 0)
  // What had the focus is gone with the page before: the next Tab starts in the new one.
  document.getElementById('main')?.focus({ preventScroll: true })
}

export function Link({ href, ...rest }: ComponentProps<'a'> & { href: string }) {
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return
    event.preventDefault()
    go(href)
  }
  return <a href={href} onClick={onClick} {...rest} />
}
