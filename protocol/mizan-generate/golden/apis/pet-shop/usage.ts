import { callPetsUpdate, callStoreInventory, callStoreOrder, fetchPetsByStatus, isMizanError, type Pet, type PetsUpdateError, PetStatus } from './expected/index.js'

export async function shop(error: PetsUpdateError) {
  const pets: Pet[] = await fetchPetsByStatus({ status: [PetStatus.SOLD, 'pending'] })
  const updated = await callPetsUpdate({ pet: { name: 'Rex', photoUrls: [] } })
  const sold: number | undefined = (await callStoreInventory()).sold
  const order = await callStoreOrder({ order: { petId: 1 } })
  const missing: number = isMizanError(error, 'PET_NOT_FOUND') ? error.details : 0
  // @ts-expect-error no such status
  await fetchPetsByStatus({ status: ['lost'] })
  return [pets[0]?.category?.name, updated.status, sold, order.quantity + missing, order.shipDate]
}
