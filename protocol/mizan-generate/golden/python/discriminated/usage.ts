import { callBlocks, callShapes } from './expected/index.js'

export async function blocks() {
  const body = { kind: 'image' as const, url: 'x' }
  const [block] = await callBlocks({ block: { body, pets: { tom: { species: 'cat', colour: 'black' } } } })
  const shown = block?.body.kind === 'text' ? block.body.text : block?.body.url
  const pet = block?.pets['tom']
  const lives = pet?.species === 'cat' && pet.colour === 'black' ? pet.lives : 1
  // @ts-expect-error a dog has no lives
  if (pet?.species === 'dog') pet.lives
  // @ts-expect-error the kind must be said, though Python has a default for it
  await callBlocks({ block: { body: { url: 'x' }, pets: {} } })
  // @ts-expect-error a white cat of another colour
  await callBlocks({ block: { body, pets: { tom: { species: 'cat', colour: 'red' } } } })
  const shape = await callShapes({ shape: { radius: 1 } })
  return [shown, lives, 'radius' in shape ? shape.radius : shape.side]
}
