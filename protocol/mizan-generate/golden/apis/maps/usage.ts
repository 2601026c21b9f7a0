import { callSimplify, type Feature } from './expected/index.js'

export async function simplify() {
  const geometry = { type: 'GeometryCollection' as const, geometries: [{ type: 'Point' as const, coordinates: [1, 2] as [number, number] }] }
  const [feature]: Feature[] = await callSimplify({ features: [{ geometry }, { geometry: null, id: 'x' }] })
  const shape = feature?.geometry
  const height = shape?.type === 'Point' ? shape.coordinates[2] : undefined
  const ring = shape?.type === 'MultiPolygon' ? shape.coordinates[0]?.[0]?.[0] : undefined
  // @ts-expect-error a point has one position
  await callSimplify({ features: [{ geometry: { type: 'Point', coordinates: [[1, 2]] } }] })
  return [height, ring?.[0], feature?.properties?.['name']]
}
