/** All boards of who is signed in. */

import { useMyBoards } from './api'
import { Link } from './router.tsx'

export function Home() {
  return (
    <>
      <h1>Your boards</h1>
      <BoardLinks className="tiles" />
    </>
  )
}

/** The boards with their counts; shown on the first page and beside every board. */
export function BoardLinks({ className, current }: { className: string; current?: number }) {
  const boards = useMyBoards()
  return (
    <ul className={className}>
      {boards.map((each) => (
        <li key={each.id}>
          <Link href={`/boards/${each.id}`} aria-current={each.id === current ? 'page' : undefined}>
            <strong>{each.title}</strong>
            <span data-testid={`open-${each.id}`}>{each.open_tasks} open</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
