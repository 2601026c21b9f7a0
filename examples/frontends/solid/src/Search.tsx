/** Tasks that a text was found in. */

import { For, Match, Show, Switch } from 'solid-js'
import { piecesOf } from 'task-board/texts'
import { SearchContext, useSearchTasks } from './api'
import { Empty, ErrorPanel, Skeleton } from './feedback.tsx'
import { Link, PageTitle, useQuery } from './router.tsx'

export function Search() {
  const query = useQuery('q')
  const q = () => query().trim()
  return (
    <SearchContext q={q()} fallback={<Skeleton label="Searching" />} errorFallback={ErrorPanel}>
      <PageTitle>{`Search: ${q()}`}</PageTitle>
      <h1>Search: {q()}</h1>
      <Hits q={q()} />
    </SearchContext>
  )
}

function Hits(props: { q: string }) {
  const hits = useSearchTasks()
  return (
    <Switch fallback={<Empty>Type what you are looking for into the field above.</Empty>}>
      <Match when={props.q && !hits()?.length}>
        <Empty>Nothing found. Try fewer or other words.</Empty>
      </Match>
      <Match when={props.q}>
        <ul class="hits">
          <For each={hits()}>
            {(each) => (
              <li class="panel">
                <Link href={`/boards/${each.board_id}/tasks/${each.task_id}`}>
                  <Marked text={each.title} part={props.q} />
                </Link>
                <small>{each.board}</small>
                <Show when={each.excerpt}>
                  <p>
                    <Marked text={each.excerpt} part={props.q} />
                  </p>
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Match>
    </Switch>
  )
}

/** A text with what was searched for marked, wherever it stands. */
function Marked(props: { text: string; part: string }) {
  return <For each={piecesOf(props.text, props.part)}>{(piece, at) => (at() % 2 ? <mark>{piece}</mark> : piece)}</For>
}
