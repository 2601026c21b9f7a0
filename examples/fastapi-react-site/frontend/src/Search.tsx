/** Tasks that a text was found in. */

import { SearchContext, useSearchTasks } from './api'
import { Empty, ErrorPanel, Skeleton } from './feedback.tsx'
import { Link, useQuery } from './router.tsx'

export function Search() {
  const q = useQuery('q')
  return (
    <SearchContext q={q} fallback={<Skeleton label="Searching" />} errorFallback={ErrorPanel}>
      <h1>Search: {q}</h1>
      <Hits q={q} />
    </SearchContext>
  )
}

function Hits({ q }: { q: string }) {
  const hits = useSearchTasks()
  if (!hits.length) return <Empty>Nothing found.</Empty>
  return (
    <ul className="hits">
      {hits.map((each) => (
        <li key={each.task_id} className="panel">
          <Link href={`/boards/${each.board_id}/tasks/${each.task_id}`}>
            <Marked text={each.title} part={q.trim()} />
          </Link>
          <small>{each.board}</small>
        </li>
      ))}
    </ul>
  )
}

/** A text with the part that was searched for marked. */
function Marked({ text, part }: { text: string; part: string }) {
  const start = text.toLowerCase().indexOf(part.toLowerCase())
  if (start < 0) return text
  const end = start + part.length
  return (
    <>
      {text.slice(0, start)}
      <mark>{text.slice(start, end)}</mark>
      {text.slice(end)}
    </>
  )
}
