/** One client of two servers. */

import {
  baseUrl,
  callAiAccept,
  callRename,
  configure,
  fetchSuggestions,
  isMizanError,
  MizanContext,
  type ProductError,
  SuggestionsContext,
  type SuggestionsError,
  useProduct,
  useShopName,
  useSuggestions,
} from './expected/index.js'

function Suggestions() {
  const [first] = useSuggestions()
  const product = useProduct({ product_id: 5 })
  const cheaper: boolean = first !== undefined && first.cost.cents < product.price.cents
  return cheaper && <p>{useShopName()}</p>
}

export const page = (
  <MizanContext headers={{ 'x-shop': 'wool' }}>
    <SuggestionsContext about="wool">
      <Suggestions />
    </SuggestionsContext>
  </MizanContext>
)

export const elsewhere = <MizanContext baseUrl={(path) => `https://example.com${baseUrl(path)}`}>none</MizanContext>

export async function calls() {
  configure({ baseUrl })
  await callRename({ product_id: 5, title: 'Wool' })
  await callAiAccept({ about: 'wool', text: 'Knit.' })
  return fetchSuggestions({ about: 'wool' })
}

export function cost(error: ProductError | SuggestionsError) {
  return isMizanError(error, 'TOO_OFTEN') ? error.details.cents : 0
}

// @ts-expect-error a path is a text
export const wrong = baseUrl(5)
