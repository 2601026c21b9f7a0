/** The staff area: who has how much to do. */

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
  const { status, data, error, refetch } = useWorkloadState()
  if (status === 'pending') return <Skeleton label="Loading the workload" />
  if (status === 'error') return ErrorPanel(error, refetch)
  return (
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
        {data.map((row) => (
          <tr key={row.person.id}>
            <td className="row">
              <Avatar person={row.person} /> {row.person.name}
            </td>
            <td>{row.boards}</td>
            <td>{row.open_tasks}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
