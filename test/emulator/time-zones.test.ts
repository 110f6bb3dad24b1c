/**
 * The organisation's time zone (contract 1.5): where days begin unless a request names another zone.
 */
import { describe, expect, it } from 'vitest'
import { startOf } from '../../emulator/time-zone.ts'
import { bucketsOf } from '../../emulator/trackagoat/analytics/calendar.ts'
import { type Row, useEmulator } from './support.ts'

const emulator = useEmulator()

const AUCKLAND = { organization_time_zone: 'Pacific/Auckland' }

async function poster(): Promise<Row> {
  const { creators, videos } = await emulator.state()
  const found = creators.find((row) => row.is_active && videos.some((video) => video.creator_id === row.id))
  if (found === undefined) throw new Error('nobody posts')
  return found
}

type Points = { tz: string; series: { points: { date: string; value: number | null }[] }[] }

async function get<T>(path: string): Promise<T> {
  const { status, data } = await emulator.api('GET', path)
  expect(status).toBe(200)
  return data as T
}

describe('the organisation’s time zone', () => {
  it('decides what today is in analytics: half past ten at night there is tomorrow’s start elsewhere', async () => {
    await emulator.setClock('2026-06-15T13:00:00Z')
    const { id } = await poster()
    const last = async (query = '') => {
      const { tz, series } = await get<Points>(`/analytics?entity=creator&entity_id=${id}&metric=views${query}`)
      return [tz, series[0]?.points.at(-1)?.date]
    }
    expect(await last()).toEqual(['UTC', '2026-06-15'])
    await emulator.options(AUCKLAND)
    expect(await last()).toEqual(['Pacific/Auckland', '2026-06-16'])
    expect(await last('&tz=UTC')).toEqual(['UTC', '2026-06-15'])
  })

  it('decides the default day of goal compliance', async () => {
    // Monday evening in UTC is Tuesday in Auckland: there a new week has begun.
    await emulator.setClock('2026-06-15T13:00:00Z')
    const { id, project_id } = await poster()
    const goal = { metric: 'posts', period: 'weekly', target_value: 3 }
    const { status, data } = await emulator.api('POST', `/creators/${id}/goals`, { body: goal })
    expect(status).toBe(201)
    const made = (data as Row).id
    const weekly = async () => {
      type Group = { compliance: { goal: Row; advisory: { period_start: string } }[] }
      const [group] = await get<Group[]>(`/projects/${project_id}/goal-compliance?creator_id=${id}&period=weekly`)
      return group?.compliance.find((one) => one.goal.id === made)?.advisory.period_start
    }
    expect(await weekly()).toBe('2026-06-09T00:00:00Z')
    await emulator.options(AUCKLAND)
    expect(await weekly()).toBe('2026-06-16T00:00:00Z')
  })

  it('decides which posts a ranking by days has, and in which hour of the week they fall', async () => {
    const { id, project_id } = await poster()
    await emulator.setClock('2026-06-15T13:30:00Z')
    const { videos } = await emulator.act({ do: 'post_video', creator_id: id, views: 5 })
    const day = (date: string) => `project_id=${project_id}&from=${date}&to=${date}`
    const ranked = async (date: string) => {
      const rows = await get<{ video_id: string }[]>(`/analytics/aggregate/video-leaderboard?${day(date)}&limit=100`)
      return rows.some(({ video_id }) => video_id === videos[0].id)
    }
    const hours = async (date: string) =>
      (await get<{ dow: number; hour: number }[]>(`/analytics/aggregate/posting-heatmap?${day(date)}`)).map(
        ({ dow, hour }) => `${dow}/${hour}`,
      )
    expect([await ranked('2026-06-15'), await ranked('2026-06-16')]).toEqual([true, false])
    expect(await hours('2026-06-15')).toContain('1/13')
    await emulator.options(AUCKLAND)
    expect([await ranked('2026-06-15'), await ranked('2026-06-16')]).toEqual([false, true])
    expect(await hours('2026-06-16')).toContain('2/1')
  })

  it('must exist', async () => {
    const { status, body } = await emulator.control('options', { organization_time_zone: 'Mars/Olympus' })
    expect([status, body.error]).toEqual([400, expect.stringContaining('organization_time_zone')])
  })
})

describe('a day on which clocks change', () => {
  it.each([
    // Clocks go from midnight to one: the first moment of the day is one o'clock.
    ['America/Havana', '2026-03-08', '2026-03-08T05:00:00Z'],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00Z'],
    ['Atlantic/Azores', '2026-03-29', '2026-03-29T01:00:00Z'],
    // Clocks go from one back to midnight: there are two midnights, and the day begins at the first.
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00Z'],
    // Clocks go back from midnight to eleven: the day begins when midnight comes again.
    ['America/Santiago', '2026-04-05', '2026-04-05T04:00:00Z'],
    // Clocks change later in the day.
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00Z'],
    ['Europe/Zurich', '2026-10-25', '2026-10-24T22:00:00Z'],
    // The date line was moved: 30 December did not happen.
    ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00:00Z'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z'],
  ])('begins with its first moment: %s, %s', (tz, date, start) => {
    expect(new Date(startOf(date, tz)).toISOString()).toBe(start.replace('Z', '.000Z'))
  })

  it('that never was has no point in a series, and the others follow each other without a gap', () => {
    const range = { from: '2011-12-29', to: '2012-01-01' }
    const buckets = bucketsOf(range, 'day', 'Pacific/Apia')
    expect(buckets.map(({ date }) => date)).toEqual(['2011-12-29', '2011-12-31', '2012-01-01'])
    expect(buckets.slice(1).map(({ startMs }) => startMs)).toEqual(buckets.slice(0, -1).map(({ endMs }) => endMs))
  })

  it('is one day: posts that day times seven are posts per week', async () => {
    const { id } = await poster()
    // New York's clocks went forward on 8 March 2026: that day has 23 hours.
    await emulator.reset({ now: '2026-03-08T18:00:00Z' })
    await emulator.act({ do: 'post_video', creator_id: id, views: 5 })
    const query = `entity=creator&entity_id=${id}&tz=America/New_York&from=2026-03-08&to=2026-03-08`
    const of = async (metric: string, mode: string) =>
      (await get<Points>(`/analytics?${query}&metric=${metric}&mode=${mode}`)).series[0]?.points[0]?.value ?? 0
    const videos = await of('videos', 'new')
    expect(videos).toBeGreaterThan(0)
    expect(await of('posts_per_week', 'rate')).toBe(videos * 7)
  })
})
