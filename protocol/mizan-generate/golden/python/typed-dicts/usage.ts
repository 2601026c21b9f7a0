import { callCinema, type Movie } from './expected/index.js'

export async function cinema() {
  const odd = { 'content-type': 'a', class: 1, '': true, 0: 1 }
  const cinema = await callCinema({ cinema: { id: 1, shows: { a: { id: 1, title: 'M' } } }, odd })
  const movie: Movie | undefined = cinema.shows['a']
  const year: number | undefined = movie?.year
  const phone: string | null | undefined = cinema.phone
  // @ts-expect-error it may be missing in an answer, too
  const tags: string[] = movie?.tags
  // @ts-expect-error a movie has a title
  await callCinema({ cinema: { id: 1, shows: { a: { id: 1 } } }, odd })
  return [year, phone, tags]
}
