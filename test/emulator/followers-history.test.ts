import { expect, it } from 'vitest'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const shown = async () => new Map((await emulator.state()).creators.map((row) => [row.id, row.follower_count]))

/** Cumulative followers of creators, by day. */
async function followers(ids: string[], from: string, to: string) {
  const range = `metric=followers&mode=cumulative&granularity=day&tz=UTC&from=${from}&to=${to}`
  const { data } = await emulator.api('GET', `/analytics?entity=creator&entity_ids=${ids.join(',')}&${range}`)
  type Series = { entity_ref: Row; points: { date: string; value: number | null }[] }
  const { series } = data as { series: Series[] }
  return new Map(
    series.map(({ entity_ref, points }) => [entity_ref.id, Object.fromEntries(points.map((p) => [p.date, p.value]))]),
  )
}

/** Creators whose followers change from day to day, up to five. */
async function changing(days: ReadonlyMap<string, unknown>[]) {
  const ids = [...(days[0]?.keys() ?? [])]
  const differ = ids.filter((id) => new Set(days.map((day) => day.get(id))).size === days.length)
  expect(differ.length).toBeGreaterThanOrEqual(3)
  return differ.slice(0, 5)
}

it('followers of finished days are those of the profile as it was then', async () => {
  const dates = ['2026-06-15', '2026-06-16', '2026-06-17']
  const days: Map<string, unknown>[] = []
  for (const date of dates) {
    await emulator.setClock(`${date}T23:59:50Z`)
    days.push(await shown())
  }
  const ids = await changing(days)
  const asShown = (id: string) => Object.fromEntries(dates.map((date, index) => [date, days[index]?.get(id)]))
  await emulator.setClock('2026-06-25T12:00:00Z')
  const then = await followers(ids, '2026-06-15', '2026-06-17')
  for (const id of ids) expect(then.get(id)).toEqual(asShown(id))
})

it('followers of somebody who is no longer scraped stay as they were', async () => {
  await emulator.setClock('2026-06-15T23:59:50Z')
  const first = await shown()
  await emulator.setClock('2026-06-16T23:59:50Z')
  const [id] = await changing([first, await shown()])
  await emulator.act({ do: 'stall', creator_id: id })
  const last = (await shown()).get(String(id))
  await emulator.setClock('2026-06-20T12:00:00Z')
  expect((await shown()).get(String(id))).toBe(last)
  const days = (await followers([String(id)], '2026-06-16', '2026-06-19')).get(String(id))
  expect(days).toEqual({ '2026-06-16': last, '2026-06-17': last, '2026-06-18': last, '2026-06-19': last })
})

it('before the first scrape nothing is known', async () => {
  const { projects } = await emulator.state()
  const added = await emulator.act({ do: 'add_creator', project_id: projects[0]?.id, tiktok_handle: 'just.added' })
  const { id } = added.creators[0] as Row
  await emulator.setClock('2026-06-17T12:00:00Z')
  const days = (await followers([id], '2026-06-13', '2026-06-16')).get(id) ?? {}
  expect([days['2026-06-13'], days['2026-06-14']]).toEqual([null, null])
  expect(days['2026-06-15']).toEqual(expect.any(Number))
})
