import { decimal } from 'mizan-client/codecs'
import {
  callEverything,
  callMoment,
  callPost,
  callSend,
  type Decimal,
  type EverythingInput,
  FeedContext,
  isMizanError,
  type PostError,
  useFeed,
} from './expected/index.js'

export async function everything(value: EverythingInput, error: PostError) {
  const answer = await callEverything({ value: { ...value, either: new Date(), shaped: [5n] } })
  const either: Date | 'never' | null = answer.either
  // beside another string, a moment could not be told
  const text: string = answer.text_or_date
  const bytes: Uint8Array | number = answer.number_or_bytes
  const cell: bigint | undefined = answer.grid[0]?.[0]
  const moments: [Date, Date | undefined, Date | undefined, Date] = [
    answer.stamp[0],
    answer.moments[0],
    answer.options.since,
    answer['it\'s "odd"'],
  ]
  const posted = await callPost({ event: { kind: 'upload', content: new Uint8Array([1]), price: decimal('1.5') } })
  const price: Decimal | undefined = posted.kind === 'upload' ? posted.price : undefined
  // @ts-expect-error not every text is a decimal
  await callPost({ event: { kind: 'upload', content: new Uint8Array([1]), price: '1.5' } })
  // @ts-expect-error bytes are no text here
  await callSend({ content: 'AAA' })
  const moment: Date | null | undefined = (await callMoment())?.['a']?.[0]
  // the details of an error are as they travel
  const at: string = isMizanError(error, 'TOO_EARLY') ? error.details.at : ''
  return [either, text, bytes, cell, moments, price, moment, at]
}

export function Feed() {
  const feed = useFeed({ since: new Date(0), upto: 2n ** 64n })
  const next: bigint | null = feed.next
  return (
    <FeedContext since={new Date()} upto={next ?? 1n}>
      {feed.items.map((each) => (each.kind === 'comment' ? each.at.getFullYear() : each.kind))}
    </FeedContext>
  )
}
