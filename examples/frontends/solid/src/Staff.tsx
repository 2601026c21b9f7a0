/** The staff area: who has how much to do. */

import { For, Match, Switch } from 'solid-js'
import { StaffContext, useWorkloadState } from './api'
import { Avatar, ErrorPanel, Skeleton } from './feedback.tsx'
import { PageTitle } from './router.tsx'

export function Staff() {
  return (
    <StaffContext>
      <h1>Workload</h1>
      <Workload />
    </StaffContext>
  )
}

function Workload() {
  const workload = useWorkloadState()
  return (
    <Switch fallback={<Skeleton label="Loading the workload" />}>
      <Match when={workload.error} keyed>
        {(error) => ErrorPanel(error, workload.refetch)}
      </Match>
      <Match when={workload.data}>
        {(rows) => (
          <table>
            <PageTitle>Workload</PageTitle>
            <thead>
              <tr>
                <th>Person</th>
                <th>Boards</th>
                <th>Open tasks</th>
              </tr>
            </thead>
            <tbody>
              <For each={rows()}>
                {(row) => (
                  <tr>
                    <td class="row">
                      <Avatar person={row.person} /> {row.person.name}
                    </td>
                    <td>{row.boards}</td>
                    <td>{row.open_tasks}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        )}
      </Match>
    </Switch>
  )
}
