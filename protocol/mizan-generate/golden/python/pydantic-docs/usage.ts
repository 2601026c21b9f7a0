import { callDeliver, callHire, Department, type Employee } from './expected/index.js'

export async function hire() {
  const employee = { name: 'Ada', compensation: 1, department: Department.IT, born: '1815-12-10' }
  const hired: Employee = await callHire({ employee: { ...employee, manager: employee } })
  const boss: string | undefined = hired.manager?.name
  // @ts-expect-error there is no such department
  await callHire({ employee: { ...employee, department: 'LAW' } })
  const { today } = await callDeliver({ deliveries: [{ timestamp: '2026-01-01T00:00:00Z', dimensions: [1, 2], weight: '1' }] })
  const volume: number | undefined = today?.[0]?.volume
  // @ts-expect-error a box has two sides here
  await callDeliver({ deliveries: [{ timestamp: '', dimensions: [1, 2, 3], weight: '1' }] })
  return [boss, hired.employee_id, hired.signup, volume]
}
