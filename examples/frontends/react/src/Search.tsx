/** Tasks that a text was found in. */

import { piecesOf } from 'task-board/texts'
import { SearchContext, useSearchTasks } from './api'
import { Empty, ErrorPanel, Skeleton } from './feedback.tsx'
import { Link, PageTitle, useQuery } from './router.tsx'

export function Search() {
  const q = useQuery('q').trim()
  return (
    <SearchContext q={q} fallback={<Skeleton label="Searching" />} errorFallback={ErrorPanel}>
      <PageTitle>{`Search: ${q}`}</PageTitle>
      <h1>Search: {q}</h1>
      <Hits q={q} />
    </SearchContext>
  )
}

function Hits({ q }: { q: string }) {
  const hits = useSearchTasks()
  if (!q) return <Empty>Type what you are looking for into the field above.</Empty>
  if (!hits.length) return <Empty>Nothing found. Try fewer or other words.</Empty>
  return (
    <ul className="hits">
      {hits.map((each) => (
        <li key={each.task_id} className="panel">
          <Link href={`/boards/${each.board_id}/tasks/${each.task_id}`}>
            <Marked text={each.title} part={q} />
          </Link>
          <small>{each.board}</small>
          {each.excerpt && (
            <p>
              <Marked text={each.excerpt} part={q} />
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

/** A text with what was searched for marked, wherever it stands. */
function Marked({ text, part }: { text: string; part: string }) {
  return piecesOf(text, part).map((piece, at) => {
    const key = `${at} ${piece}`
    return at % 2 ? <mark key={key}>{piece}</mark> : piece
  })
}
