import { callReport, type Report, Weather } from './expected/index.js'

export async function report() {
  const report: Report = await callReport()
  const sunny: boolean = report.weather === Weather.SUN
  // @ts-expect-error a docstring declares nothing
  report.nothing
  return [sunny, report.temperature.toFixed(), report.place, report.empty]
}
