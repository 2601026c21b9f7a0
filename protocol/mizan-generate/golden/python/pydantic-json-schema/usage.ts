import { callChange, callLengths, type LengthInput, Unit } from './expected/index.js'

export async function measure() {
  const length: LengthInput = { value: 1, unit: Unit.FOOT, third: 3, any: { a: 1 } }
  const [first] = await callLengths({ length })
  const third: number | undefined = first?.third
  // @ts-expect-error numbers in it alone
  await callLengths({ length: { ...length, any: { a: 'b' } } })
  const { text, old } = await callChange({ changed: { text: 'a' } })
  return [third, text, old]
}
