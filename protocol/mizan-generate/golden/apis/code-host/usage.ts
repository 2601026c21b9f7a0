import { callIssuesCreate, fetchIssuesList, fetchIssuesTimeline, type Issue } from './expected/index.js'

export async function issues() {
  const params = { owner: 'ada', repo: 'engine' }
  const issues: Issue[] = await fetchIssuesList({ ...params, state: 'all' })
  const [issue] = issues
  const label = issue?.labels[0]
  const name = typeof label === 'object' ? label.name : label
  const owner = issue?.performed_via?.owner
  const who = owner && 'slug' in owner ? owner.slug : owner?.login
  const renamed = (await fetchIssuesTimeline(params)).flatMap((each) => (each.event === 'renamed' ? [each.rename.from] : []))
  const created = await callIssuesCreate({ ...params, title: 5, labels: ['bug', { id: 1, name: 'x', default: false }] })
  // @ts-expect-error an issue is open or closed
  await fetchIssuesList({ ...params, state: 'merged' })
  return [name, who, renamed, created?.reactions?.['+1'], issue?.parent?.parent?.milestone?.due_on]
}
