import { callChoose, callRename, type Camel, type ChoicesInput, type TwoNames, type TwoNamesInput } from './expected/index.js'

export async function names() {
  const camel = { firstName: 'Ada', OWN: 'x' }
  const two: TwoNamesInput = { streetName: 'Main', 'kept!': true }
  const all = await callRename({ camel, two, snake: { zipCode: '1000' } })
  const known: Camel = { firstName: 'Ada', httpStatus: 200, OWN: '' }
  const street = all.flatMap((each) => ('StreetName' in each ? [each.StreetName] : []))
  const written: TwoNames = { StreetName: 'Main', HouseNumber: 1, 'kept!': true, Lost: false }
  // @ts-expect-error it is read by another name
  const wrong: TwoNamesInput = { StreetName: 'Main' }
  const choices: ChoicesInput = { name: 'a', written: 1 }
  const chosen = await callChoose({ choices, by_name: { outer: 1 } })
  return [known, street, written, wrong, chosen]
}
