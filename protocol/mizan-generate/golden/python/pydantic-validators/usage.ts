import { type Booking, type BookingInput, callBook } from './expected/index.js'

export async function book() {
  const booking: BookingInput = { guests: 2, rooms: 1, twice: '4', name: 'Ada', arrival: '2026-05-01', stars: '***' }
  const booked: Booking = await callBook({ booking, nights: 3 })
  const rooms: number[] = booked.rooms
  const twice: number = booked.twice
  const stars: number = booked.stars
  await callBook({ booking: { ...booking, rooms: [1, 2], twice: 4, stars: 3 } })
  // @ts-expect-error rooms have numbers
  await callBook({ booking: { ...booking, rooms: ['a'] } })
  return [rooms, twice, stars, booked.leave]
}
