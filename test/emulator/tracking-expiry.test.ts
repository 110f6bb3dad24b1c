import { describe, expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

async function video(id: string): Promise<Row | undefined> {
  return (await emulator.state()).videos.find((row) => row.id === id)
}

describe('the expiry of tracking', () => {
  const flags = (row: Row | undefined) => [row?.tracking_disabled, row?.tracking_exempt]

  /** A new post of somebody who is scraped. */
  async function posted(): Promise<string> {
    const creator = (await emulator.state()).creators.find(
      (row) => row.is_active === true && row.tracking_mode === 'auto' && String(row.last_scraped_at) > '2026-06-15T00',
    )
    return (await emulator.act({ do: 'post_video', creator_id: creator?.id, views: 1_000 })).videos[0].id
  }

  it('disables a video so many days after its post, with the numbers of then, and never by itself without the option', async () => {
    const id = await posted()
    await emulator.advance(90 * 86_400)
    expect(flags(await video(id))).toEqual([false, false])
    await emulator.reset()
    const [again, later] = [await posted(), await posted()]
    await emulator.api('POST', `/videos/${later}/tracking-disable`)
    await emulator.api('POST', `/videos/${later}/tracking-enable`)
    await emulator.options({ tracking_expires_after_days: 10 })
    await emulator.advance(10 * 86_400 - 60)
    const before = await video(again)
    expect(flags(before)).toEqual([false, false])
    await emulator.advance(120)
    expect(flags(await video(again))).toEqual([true, false])
    expect(flags(await video(later))).toEqual([false, true])
    await emulator.advance(60 * 86_400)
    const expired = await video(again)
    expect(expired?.view_count).toBe(before?.view_count)
    expect(Number((await video(later))?.view_count)).toBeGreaterThan(Number(expired?.view_count))
    expect((await emulator.api('POST', `/videos/${again}/scrape`)).meta.code).toBe('tracking_disabled')
  })

  it('comes at the same moment and with the same numbers whether the time passes at once or in pieces', async () => {
    await emulator.options({ tracking_expires_after_days: 3 })
    await emulator.advance(20 * 86_400)
    const essence = async () =>
      (await emulator.state()).videos
        .map((row) => `${row.creator_id} ${row.posted_at} ${row.view_count} ${row.tracking_disabled}`)
        .sort()
    const atOnce = await essence()
    expect(atOnce.filter((text) => text.endsWith('true')).length).toBeGreaterThan(10)
    await emulator.reset()
    await emulator.options({ tracking_expires_after_days: 3 })
    for (let day = 0; day < 20; day += 1) {
      await emulator.advance(86_400)
      await emulator.api('GET', '/videos?limit=1')
    }
    expect(await essence()).toEqual(atOnce)
  })

  it('is ended by enabling by hand, comes back at once with unexempt, and no views fall', async () => {
    const id = await posted()
    const views: number[] = []
    const step = async (change: () => Promise<unknown>) => {
      await change()
      const row = await video(id)
      views.push(Number(row?.view_count))
      return flags(row)
    }
    const post = (path: string) => emulator.api('POST', `/videos/${id}/${path}`)
    const pass = (days: number) => emulator.advance(days * 86_400)
    expect(await step(() => pass(5))).toEqual([false, false])
    // The rule is new: what is too old expires now, not back then.
    expect(await step(() => emulator.options({ tracking_expires_after_days: 2 }))).toEqual([true, false])
    expect(await step(() => pass(5))).toEqual([true, false])
    expect(await step(() => post('tracking-enable'))).toEqual([false, true])
    expect(await step(() => pass(5))).toEqual([false, true])
    expect(await step(() => post('tracking-unexempt'))).toEqual([true, false])
    expect(await step(() => pass(5))).toEqual([true, false])
    expect(views).toEqual([...views].sort((a, b) => a - b))
    expect(views.slice(2, 4)).toEqual([views[1], views[1]])
    expect(views[4]).toBeGreaterThan(Number(views[3]))
    expect(views[6]).toBe(views[5])
  })

  it('lets posts of a period count only until they expire', async () => {
    const { creators, projects } = await emulator.state()
    const creator = creators.find(
      (row) => row.project_id === projects[0]?.id && row.tracking_mode === 'auto' && row.is_active === true,
    )
    const body = {
      project_id: projects[0]?.id,
      name: 'Mine',
      period: 'monthly',
      amount_cents: 100,
      criteria_type: 'cpm',
    }
    const structure = (await emulator.api('POST', '/payout-structures', { body })).data as Row
    const ids = { creator_ids: [creator?.id] }
    await emulator.api('POST', `/payout-structures/${structure.id}/assignments`, { body: ids })
    await emulator.act({ do: 'post_video', creator_id: creator?.id, views: 5_000_000 })
    await emulator.options({ tracking_expires_after_days: 7 })
    await emulator.setClock('2026-07-01T00:15:00Z')
    const accruals = (await emulator.state()).accruals.filter((row) => row.structure_id === structure.id)
    const impressions = accruals.map((row) => (row.inputs_snapshot as { impressions: number }).impressions)
    expect(impressions).toEqual([expect.any(Number)])
    expect(Math.max(...impressions)).toBeLessThan(5_000_000)
  })
})
