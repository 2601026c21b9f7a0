/** Tasks that a text was found in. */

import { useSyncExternalStore } from 'react'
import { SearchContext, useSearchTasks } from './api'
import { ErrorPanel, Skeleton } from './feedback.tsx'
import { Link } from './router.tsx'

export function Search() {
  const search = useSyncExternalStore(
    (onChange) => {
      window.addEventListener('taskboard:path', onChange)
      window.addEventListener('popstate', onChange)
      return () => {
        window.removeEventListener('taskboard:path', onChange)
        window.removeEventListener('popstate', onChange)
      }
    },
    () => location.search,
  )
  const q = new URLSearchParams(search).get('q') ?? ''
  return (
    <SearchContext q={q} fallback={<Skeleton label="Searching" />} errorFallback={ErrorPanel}>
      <h1>Search: {q}</h1>
      <Hits />
    </SearchContext>
  )
}

function Hits() {
  const hits = useSearchTasks()
  if (!hits.length) return <p>Nothing found.</p>
  return (
    <ul className="hits">
      {hits.map((each) => (
        <li key={each.task_id}>
          <Link href={`/boards/${each.board_id}/tasks/${each.task_id}`}>{each.title}</Link> <small>{each.board}</small>
        </li>
      ))}
    </ul>
  )
}
