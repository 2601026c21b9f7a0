/** The frame: who is signed in decides what there is to see. */

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
    </>
  )
}

function Route({ path }: { path: string }) {
  const [, room, id, sub, task, rest] = path.split('/')
  if (path === '/') return <Home />
  if (room === 'boards' && id && sub === 'tasks' && task && !rest)
    return <Task key={task} board={id} task={Number(task)} />
  if (room === 'boards' && id && !sub) return <Board key={id} id={Number(id)} />
  if (path === '/search') return <Search />
  if (path === '/staff') return <Staff />
  return <NoSuchPage />
}
