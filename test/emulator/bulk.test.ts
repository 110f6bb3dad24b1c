import { describe, expect, it } from 'vitest'
import { NOW, type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

async function team() {
  const { creators } = await emulator.state()
  const project = creators.find((row) => row.is_active === false)?.project_id
  const own = creators.filter((row) => row.project_id === project)
  const isActive = (wanted: boolean) => own.filter((row) => row.is_active === wanted)
  const foreign = creators.find((row) => row.project_id !== project)
  return { project, active: isActive(true), inactive: isActive(false), foreign }
}

const active = async (id: unknown) => (await emulator.state()).creators.find((row) => row.id === id)?.is_active

describe('bulk-remove', () => {
  it('removes the active creators of the project and counts the rest', async () => {
    const { project, active: on, inactive, foreign } = await team()
    const creator_ids = [on[0]?.id, on[1]?.id, inactive[0]?.id, foreign?.id, crypto.randomUUID()]
    const { data } = await emulator.api('POST', `/projects/${project}/creators/bulk-remove`, { body: { creator_ids } })
    expect(data).toEqual({ ok_count: 2, skipped_count: 1, failed_count: 2 })
    expect([await active(on[0]?.id), await active(on[2]?.id), await active(foreign?.id)]).toEqual([false, true, true])
  })

  it('takes 1 to 100 ids', async () => {
    const { project } = await team()
    for (const count of [0, 101]) {
      const body = { creator_ids: Array.from({ length: count }, () => crypto.randomUUID()) }
      const refused = await emulator.api('POST', `/projects/${project}/creators/bulk-remove`, { body })
      expect([refused.status, refused.meta.field]).toEqual([400, 'creator_ids'])
    }
  })
})

describe('bulk-reenable', () => {
  it('brings inactive creators back, each once in 24 hours', async () => {
    const { project, active: on, inactive } = await team()
    const id = inactive[0]?.id
    const reenable = async (creator_ids: unknown[]) =>
      (await emulator.api('POST', `/projects/${project}/creators/bulk-reenable`, { body: { creator_ids } })).data
    expect(await reenable([id, on[0]?.id])).toEqual({ ok_count: 1, skipped_count: 1, failed_count: 0 })
    expect(await active(id)).toBe(true)
    await emulator.api('DELETE', `/creators/${id}`)
    await emulator.advance(23 * 3_600)
    expect(await reenable([id])).toEqual({ ok_count: 0, skipped_count: 1, failed_count: 0 })
    await emulator.advance(3_601)
    expect(await reenable([id])).toEqual({ ok_count: 1, skipped_count: 0, failed_count: 0 })
  })

  it('fails where the handle is taken or the plan is full', async () => {
    const { project, inactive } = await team()
    const [row] = inactive
    const body = { creator_ids: [row?.id] }
    const failed = { ok_count: 0, skipped_count: 0, failed_count: 1 }
    const path = `/projects/${project}/creators/bulk-reenable`
    await emulator.options({ max_creators_per_org: 11 })
    expect((await emulator.api('POST', path, { body })).data).toEqual(failed)
    await emulator.options({ max_creators_per_org: null })
    const other = (await emulator.state()).creators.find((c) => c.project_id === project && c.is_active === true)
    await emulator.api('PATCH', `/creators/${other?.id}`, { body: { tiktok_handle: row?.tiktok_handle } })
    expect((await emulator.api('POST', path, { body })).data).toEqual(failed)
  })
})

describe('a receipt', () => {
  it('gets an address that expires', async () => {
    const path = '/payouts/payment-receipts/upload-url'
    const { status, data } = await emulator.api('POST', path, { body: { file_name: 'venmo 12.pdf' } })
    expect(status).toBe(201)
    expect((data as Row).upload_url).toMatch(/^https:\/\/uploads\.example\.com\/receipts\/.*venmo%2012\.pdf\?/)
    expect(Date.parse(String((data as Row).expires_at))).toBeGreaterThan(Date.parse(NOW))
    const refused = await emulator.api('POST', path, { body: { file_name: '../../etc/passwd' } })
    expect([refused.status, refused.meta.field]).toEqual([400, 'file_name'])
  })
})
