import { callMeet, type Cat, type Snake } from './expected/index.js'

export async function meet() {
  const met = await callMeet({ animals: [{ created: 1, name: 'Tom', kind: 'cat' }, { created: 1, name: 'Kaa', length: 3 }] })
  const cat: Cat | null = met?.kind === 'cat' ? met : null
  const snake: Snake | null = met?.kind === 'snake' ? met : null
  // @ts-expect-error what belongs to the class does not travel
  cat?.LIMIT
  const legs: [number | undefined, number | null | undefined] = [cat?.legs, snake?.legs]
  return legs
}
