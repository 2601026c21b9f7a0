/** The frame: who is signed in decides what there is to see. */

import { createMemo, Match, Switch } from 'solid-js'
import { DEVTOOLS_LINK } from 'task-board/devtools'
import { type Route, routeOf } from 'task-board/router'
import { MizanContext, useCurrentUser } from './api'
import { Board } from './Board.tsx'
import { ErrorPanel, NoSuchPage, Skeleton } from './feedback.tsx'
import { Home } from './Home.tsx'
import { Login } from './Login.tsx'
import { path } from './router.tsx'
import { Search } from './Search.tsx'
import { Staff } from './Staff.tsx'
import { Task } from './Task.tsx'
import { TopBar } from './TopBar.tsx'

export function App() {
  return (
    <MizanContext baseUrl="/api/mizan" fallback={<Skeleton />} errorFallback={ErrorPanel}>
      <Page />
    </MizanContext>
  )
}

function Page() {
  const user = useCurrentUser()
  return (
    <Switch>
      <Match when={user() === null}>
        <Login />
      </Match>
      <Match when={user()}>
        {(user) => (
          <>
            <TopBar user={user()} />
            <main id="main" tabindex="-1">
              <Shown />
            </main>
            <footer class="foot">
              <a href={DEVTOOLS_LINK.href}>{DEVTOOLS_LINK.text}</a>
            </footer>
          </>
        )}
      </Match>
    </Switch>
  )
}

function Shown() {
  const route = createMemo(() => routeOf(path()))
  return (
    <Switch fallback={<NoSuchPage />}>
      <Match when={route().page === 'home'}>
        <Home />
      </Match>
      <Match when={only(route(), 'board')} keyed>
        {({ board }) => <Board id={board} />}
      </Match>
      <Match when={only(route(), 'task')} keyed>
        {({ board, task }) => <Task board={board} task={task} />}
      </Match>
      <Match when={route().page === 'search'}>
        <Search />
      </Match>
      <Match when={route().page === 'staff'}>
        <Staff />
      </Match>
    </Switch>
  )
}

/** The route, if it is one of these pages. */
function only<Page extends Route['page']>(route: Route, page: Page): Extract<Route, { page: Page }> | undefined {
  return route.page === page ? (route as Extract<Route, { page: Page }>) : undefined
}
