import { callEnums, callMoney, Colour, type Enums, Level, Mixed, Money, Odd } from './expected/index.js'

export async function enums(value: Enums) {
  const colour: 'red' | 'green' = Colour.RED
  const written: Colour = 'green'
  const level: Level = 10
  const lowest: -1 = Level.LOW
  const mixed: Array<string | number | boolean | null> = [Mixed.TEXT, Mixed.NUMBER, Mixed.NOTHING, Mixed.YES]
  const { permission } = await callEnums({ value: { ...value, mixed: null, permission: 3 } })
  const cent: '0.01' = Money.CENT
  // @ts-expect-error there is no such level
  await callEnums({ value: { ...value, level: 5 } })
  // @ts-expect-error an alias is no member
  Colour.ROT
  return [colour, written, level, lowest, mixed, permission * 2, cent, Odd.toString, (await callMoney()) === Money.DAY]
}
