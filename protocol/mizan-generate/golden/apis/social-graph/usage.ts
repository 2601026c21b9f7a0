import { callOutboxPost, type Note, type NoteInput } from './expected/index.js'

export async function post() {
  const actor = { '@type': 'Person' as const, nameMap: { de: 'Straße', 日本語: '名前' } }
  const note: NoteInput = { '@context': ['x', { y: 'z' }], '@type': 'Note', attributedTo: [actor, 'me'], tag: 'x' }
  const posted = await callOutboxPost({ note })
  const one = Array.isArray(posted) ? posted[0] : posted
  const replies = one?.['@type'] === 'Note' ? one.replies : one
  const reply = typeof replies === 'object' ? replies?.items[0] : undefined
  const answer: Note | undefined = typeof reply === 'object' && reply['@type'] === 'Note' ? reply : undefined
  // @ts-expect-error a note is somebody's
  await callOutboxPost({ note: { '@type': 'Note' } })
  return answer?.published
}
