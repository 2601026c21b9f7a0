/** The frame: who is signed in decides what there is to see. */

import { DEVTOOLS_LINK } from 'task-board/devtools'
import { routeOf } from 'task-board/router'
import { MizanContext, useCurrentUser } from './api'
import { Board } from './Board.tsx'
import { ErrorPanel, NoSuchPage, Skeleton } from './feedback.tsx'
import { Home } from './Home.tsx'
import { Login } from './Login.tsx'
import { usePath } from './router.tsx'
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
  const path = usePath()
  if (!user) return <Login />
  return (
    <>
      <TopBar user={user} />
      <main id="main" tabIndex={-1}>
        <Route path={path} />
      </main>
      <footer className="foot">
        <a href={DEVTOOLS_LINK.href}>{DEVTOOLS_LINK.text}</a>
      </footer>
    </>
  )
}

function Route({ path }: { path: string }) {
  const route = routeOf(path)
  switch (route.page) {
    case 'home':
      return <Home />
    case 'board':
      return <Board key={route.board} id={route.board} />
    case 'task':
      return <Task key={route.task} board={route.board} task={route.task} />
    case 'search':
      return <Search />
    case 'staff':
      return <Staff />
    default:
      return <NoSuchPage />
  }
}
