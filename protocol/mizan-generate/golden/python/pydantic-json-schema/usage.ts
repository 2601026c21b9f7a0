import { callChange, callLengths, type LengthInput, Unit } from './expected/index.js'

export async function measure() {
  const length: LengthInput = { value: 1, unit: Unit.FOOT, third: 3, any: { a: 1 } }
  const [first] = await callLengths({ length })
  const third: number | undefined = first?.third
  // @ts-expect-error numbers in it alone
  await callLengths({ length: { ...length, any: { a: 'b' } } })
  // What is written is an integer; what is read may be anything.
  const { text, old, many } = await callChange({ changed: { text: 'a', many: 'few' } })
  return [third, text, old, many.toFixed()]
}
