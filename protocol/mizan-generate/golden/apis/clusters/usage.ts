import { callIoK8sApiCoreV1Apply, fetchIoK8sApiCoreV1Pods, type JSONSchemaPropsInput, type PodInput } from './expected/index.js'

export async function pods() {
  const { items, metadata } = await fetchIoK8sApiCoreV1Pods({ namespace: 'default' })
  const container = items[0]?.spec?.containers[0]
  const port: number | string | undefined = container?.livenessProbe?.port
  const pod: PodInput = { metadata: { labels: { 'app.kubernetes.io/name': 'web' } }, spec: { containers: [{ name: 'a' }] } }
  const schema: JSONSchemaPropsInput = { $ref: '#', not: { items: [{ not: {} }] }, additionalProperties: false }
  const applied = await callIoK8sApiCoreV1Apply({ pod, schema })
  const preserved = 'spec' in applied ? applied.spec?.restartPolicy : applied['x-kubernetes-preserve-unknown-fields']
  // @ts-expect-error a pod is restarted in one of three ways
  await callIoK8sApiCoreV1Apply({ pod: { spec: { containers: [], restartPolicy: 'Sometimes' } } })
  return [port, preserved, metadata.continue, container?.resources.limits?.['cpu']]
}
