import { callChatPost, type Section } from './expected/index.js'

export async function post() {
  const blocks = await callChatPost({
    channel: 'general',
    blocks: [
      { type: 'divider' },
      { type: 'columns', columns: [[{ type: 'section', text: { type: 'mrkdwn', text: '*Hi*' } }]] },
      { type: 'context', elements: [{ type: 'image', image_url: 'x', alt_text: 'y' }] },
    ],
  })
  const sections = blocks.filter((each): each is Section => each.type === 'section')
  const accessory = sections[0]?.accessory
  const option = accessory?.type === 'static_select' ? accessory.options?.[0]?.text : undefined
  const verbatim = option?.type === 'mrkdwn' ? option.verbatim : option?.emoji
  // @ts-expect-error a divider has no text
  await callChatPost({ channel: 'x', blocks: [{ type: 'divider', text: 'x' }] })
  return verbatim
}
