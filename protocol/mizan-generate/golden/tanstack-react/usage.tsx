/** TanStack's hooks beside Mizan's own, both from `index`. */

import { useMutation, useQueries, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import {
  isMizanError,
  productOptions,
  renameMutation,
  suggestionsOptions,
  useProduct,
  useShopName,
} from './expected/index.js'

export function Product({ id }: { id: number }) {
  const { data } = useSuspenseQuery(productOptions({ product_id: id }))
  const same: typeof data = useProduct({ product_id: id })
  const [product, suggestions] = useQueries({
    queries: [productOptions({ product_id: id }), suggestionsOptions({ about: data.title })],
  })
  const first: string | undefined = suggestions.data?.[0]?.text
  const title = useQuery({ ...productOptions({ product_id: id }), select: (each) => each.title, enabled: id > 0 })
  const text: string | undefined = title.data
  return <p>{[useShopName(), same.title, product.data?.title, first, text]}</p>
}

export function Suggestions() {
  const { data, error, status } = useQuery(suggestionsOptions({ about: 'wool' }))
  const rename = useMutation({ ...renameMutation(), onSuccess: (nothing: null) => nothing })
  if (isMizanError(error, 'TOO_OFTEN')) return <p>{error.details.cents}</p>
  if (status === 'success') rename.mutate({ product_id: 5, title: data[0]?.text ?? '' })
  // @ts-expect-error an argument is missing
  rename.mutate({ product_id: 5 })
  // @ts-expect-error there may be no data
  return <p>{data.length}</p>
}
