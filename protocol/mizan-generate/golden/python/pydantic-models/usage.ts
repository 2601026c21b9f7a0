import { callMeasure, callMoor, callPlan, type Harbour, type Tide } from './expected/index.js'

export async function sail() {
  const home: Harbour = { name: 'Ostend', depth: 8, pilot: null }
  const ferry = { flag: 'BE', home, decks: [{ level: 1, cars: { front: { plate: '1-ABC' } } }] }
  const { data, notes } = await callMoor({ ferry, speed: { knots: 12 } })
  const plate: string | undefined = data?.decks[0]?.cars['front']?.plate
  // @ts-expect-error null is not given for what has no default
  await callMoor({ ferry: { flag: 'BE', home: { name: 'Ostend' } }, speed: { knots: 12 } })
  // @ts-expect-error the private and the class's own are not fields
  home.berths

  const { id, data: measured } = await callMeasure({ values: { at: 'buoy', wind: 12.5 } })
  const counted: number = id
  const tide = { high: 4.2, harbour: home }
  const planned = await callPlan({ route: [home], tide })
  const name: string = planned.id
  const stops: Harbour[] | null = planned.data
  // @ts-expect-error a tide is high somewhere
  const wrong: Tide = { high: 4.2, low: 0 }
  return [plate, notes, counted, measured?.at, name, stops, wrong]
}
