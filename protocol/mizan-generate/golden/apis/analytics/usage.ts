import { fetchReport, type Not } from './expected/index.js'

export async function analytics() {
  const filter: Not = { op: 'not', filter: { op: 'and', all: [{ op: '==', field: 'path', value: null }] } }
  const { series, range } = await fetchReport({ site: 'a', day: '2026-01-01', filter })
  const value: number | null | undefined = series[0]?.points[0]?.[1]
  const revenue: string | undefined = series[0]?.by_day['2026-01-01']?.revenue
  // @ts-expect-error there is no such operator
  await fetchReport({ site: 'a', day: '2026-01-01', filter: { op: 'xor', all: [] } })
  return [value, revenue, range.from, range.to]
}
