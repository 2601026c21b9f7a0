import { callIntentsConfirm, fetchCustomersRetrieve, type IntentsConfirmError, isMizanError, type ListingInvoice } from './expected/index.js'

export async function payments(error: IntentsConfirmError) {
  const customer = await fetchCustomersRetrieve({ id: 'c' })
  if ('deleted' in customer) return customer.deleted
  const invoices: ListingInvoice | null = customer.invoices
  const owner = invoices?.data[0]?.customer
  const id = typeof owner === 'string' ? owner : owner?.id
  const source = customer.default_source
  const digits = typeof source === 'object' && source?.object === 'card' ? source.last4 : ''
  const { state } = await callIntentsConfirm({ id: 'i', amount: '1.50', currency: 'eur', source: { object: 'card', last4: '4242' } })
  const action: Record<string, string | null> = state.status === 'requires_action' ? state.next_action : {}
  const declined: string = isMizanError(error, 'CARD_DECLINED') ? error.details.last4 : ''
  // @ts-expect-error an amount is text
  await callIntentsConfirm({ id: 'i', amount: 1.5, currency: 'eur', source: 'card' })
  return [id, digits, action, declined]
}
