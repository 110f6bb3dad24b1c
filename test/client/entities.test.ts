import { describe, expect, it } from 'vitest'
import { ok } from '../../src/domain/result.ts'
import { listCampaigns } from '../../src/trackagoat/campaigns.ts'
import { triggerScrape, writeReadme } from '../../src/trackagoat/creator-writes.ts'
import { findByHandle, findById, listCreators } from '../../src/trackagoat/creators.ts'
import { getSchema } from '../../src/trackagoat/vendor-schema.ts'
import { listVideos } from '../../src/trackagoat/videos.ts'
import type { Row } from '../emulator/support.ts'
import { idsOf, successOf, useClient } from './support.ts'

const emulator = useClient()
const NOBODY = '00000000-0000-4000-8000-000000000000'

/** An active creator whose handle nobody else has. */
async function someone(): Promise<Row & { tiktok_handle: string; project_id: string }> {
  const { creators } = await emulator.state()
  const handles = creators.map(({ tiktok_handle }) => String(tiktok_handle).toLowerCase())
  const isAlone = ({ tiktok_handle }: Row) =>
    handles.filter((handle) => handle === String(tiktok_handle).toLowerCase()).length === 1
  const creator = creators.find((row) => row.is_active === true && isAlone(row))
  if (creator === undefined) throw new Error('nobody')
  return creator as Row & { tiktok_handle: string; project_id: string }
}

describe('creators', () => {
  it('are listed by project and by a part of the handle', async () => {
    const { creators } = await emulator.state()
    const { tiktok_handle, project_id } = await someone()
    const inProject = successOf(await listCreators(emulator.read(), { projectId: project_id }).all())
    expect(idsOf(inProject)).toEqual(idsOf(creators.filter((row) => row.project_id === project_id)))
    const part = tiktok_handle.slice(0, 4).toLowerCase()
    const found = successOf(await listCreators(emulator.read(), { search: part }).all())
    expect(idsOf(found)).toEqual(
      idsOf(creators.filter((row) => String(row.tiktok_handle).toLowerCase().includes(part))),
    )
  })

  it('of other projects are left out though the filter be ignored', async () => {
    const { creators } = await emulator.state()
    const { project_id } = await someone()
    await emulator.faults([
      { match: { path: '/creators' }, fault: { kind: 'json', body: { data: creators, meta: { hasMore: false } } } },
    ])
    const listed = successOf(await listCreators(emulator.read(), { projectId: project_id }).all())
    expect(idsOf(listed)).toEqual(idsOf(creators.filter((row) => row.project_id === project_id)))
  })

  it('are found by their whole handle in any case, and not by a part', async () => {
    const { id, tiktok_handle, project_id } = await someone()
    const read = emulator.read()
    const found = successOf(await findByHandle(read, tiktok_handle.toUpperCase(), project_id))
    expect(idsOf(found)).toEqual([id])
    expect(await findByHandle(read, tiktok_handle.slice(0, -1), project_id)).toEqual(ok([]))
  })

  it('of one handle in two projects are both found, one of them with its project', async () => {
    const { id, tiktok_handle, project_id } = await someone()
    const other = (await emulator.state()).projects.find((row) => row.id !== project_id)?.id
    const added = await emulator.api('POST', `/projects/${other}/creators`, { body: { tiktok_handle } })
    const twin = (added.data as Row).id
    const read = emulator.read()
    expect(idsOf(successOf(await findByHandle(read, tiktok_handle, null)))).toEqual([id, twin].sort())
    expect(idsOf(successOf(await findByHandle(read, tiktok_handle, other ?? '')))).toEqual([twin])
    await emulator.api('DELETE', `/creators/${twin}`)
    expect(idsOf(successOf(await findByHandle(read, tiktok_handle, null)))).toEqual([id])
  })

  it.each([
    ['null', null],
    ['without one', { tiktok_handle: null }],
    ['with an empty one', { tiktok_handle: '' }],
    ['unreadable, its handle a mere @', { tiktok_handle: '@', is_active: 'yes' }],
    ['unreadable, its handle one that nobody can have', { tiktok_handle: 'some one else', is_active: 'yes' }],
    ['of no project', { project_id: null }],
    ['unreadable elsewhere', { last_scraped_at: 'yesterday' }],
  ])('are not taken for the only ones of their handle beside a row that is %s', async (_, patch) => {
    const { tiktok_handle, project_id } = await someone()
    const other = (await emulator.state()).projects.find((row) => row.id !== project_id)?.id
    await emulator.api('POST', `/projects/${other}/creators`, { body: { tiktok_handle } })
    const read = emulator.read()
    expect(successOf(await findByHandle(read, tiktok_handle, null))).toHaveLength(2)
    for (const index of [0, 1]) {
      await emulator.faults([])
      await emulator.faults([{ match: { path: '/creators' }, fault: { kind: 'rows', patch, index } }])
      for (const project of [null, project_id]) {
        const answer = await findByHandle(read, tiktok_handle, project)
        // With its project there is one row, so the second is not there to be unreadable.
        const isWhole = project !== null && index === 1
        expect(answer).toMatchObject(isWhole ? { ok: true } : { ok: false, error: { kind: 'bad_shape' } })
      }
    }
  })

  it.each([
    ['is not active and shows no handle', { is_active: false, tiktok_handle: null }],
    ['shows a handle that trackagoat would not take', { tiktok_handle: 'annä_x', is_active: 'yes' }],
    ['shows a very long handle', { tiktok_handle: 'a'.repeat(140) }],
  ])('are found beside a row that cannot be read and %s', async (_, patch) => {
    const { id, tiktok_handle, project_id } = await someone()
    const other = (await emulator.state()).projects.find((row) => row.id !== project_id)?.id
    await emulator.api('POST', `/projects/${other}/creators`, { body: { tiktok_handle } })
    // The newest comes first: that is the one of the other project.
    await emulator.faults([{ match: { path: '/creators' }, fault: { kind: 'rows', patch, index: 0 } }])
    expect(idsOf(successOf(await findByHandle(emulator.read(), tiktok_handle, null)))).toEqual([id])
  })

  it('are readable whatever stands in what is only shown', async () => {
    const { id, project_id } = await someone()
    const patch = { follower_count: '3', readme: ['x'], description: 1 }
    await emulator.faults([{ match: { path: '/creators' }, fault: { kind: 'rows', patch } }])
    const { rows, badRows } = successOf(await listCreators(emulator.read()).allReadable())
    expect(badRows).toBe(0)
    expect(rows[0]).toMatchObject({ follower_count: null, readme: null, description: null })
    expect(await findById(emulator.read(), id, project_id)).toMatchObject({ ok: true, value: { id } })
  })

  it("are found by their handle beside another's row that cannot be read but shows its handle", async () => {
    const { id, tiktok_handle } = await someone()
    const { creators } = await emulator.state()
    const odd = { ...creators.find((row) => row.id !== id), tiktok_handle: '@Another.one', is_active: 'yes' }
    const body = { data: [odd, creators.find((row) => row.id === id)], meta: { hasMore: false } }
    await emulator.faults([{ match: { path: '/creators' }, fault: { kind: 'json', body } }])
    expect(idsOf(successOf(await findByHandle(emulator.read(), tiktok_handle, null)))).toEqual([id])
  })

  it('are found by id with no more pages than it takes', async () => {
    await emulator.reset({ creators: 230 })
    const read = emulator.read()
    const page = successOf(await listCreators(read).page())
    const early = page.rows.find(({ is_active }) => is_active)
    await emulator.asked()
    expect(await findById(read, early?.id ?? '', null)).toEqual(ok(early))
    expect(await emulator.asked()).toHaveLength(1)
    expect(await findById(read, NOBODY, null)).toEqual(ok(null))
    expect(await emulator.asked()).toHaveLength(3)
  })

  it('are not said to be absent by a walk that did not end', async () => {
    await emulator.reset({ creators: 230 })
    await emulator.faults([{ match: { path: '/creators', query: 'cursor' }, fault: { kind: 'html' } }])
    expect(await findById(emulator.read(), NOBODY, null)).toMatchObject({ ok: false, error: { kind: 'bad_shape' } })
  })

  it('that were removed are not found by id, nor are those of another project', async () => {
    const { id, project_id } = await someone()
    const other = (await emulator.state()).projects.find((row) => row.id !== project_id)?.id ?? ''
    expect(await findById(emulator.read(), id, project_id)).toMatchObject({ value: { id } })
    expect(await findById(emulator.read(), id, other)).toEqual(ok(null))
    await emulator.api('DELETE', `/creators/${id}`)
    expect(await findById(emulator.read(), id, null)).toEqual(ok(null))
  })

  it('of another project are not found by id though the filter be ignored', async () => {
    const { id, project_id } = await someone()
    const { creators, projects } = await emulator.state()
    const other = projects.find((row) => row.id !== project_id)?.id ?? ''
    const body = { data: creators, meta: { hasMore: false } }
    await emulator.faults([{ match: { path: '/creators' }, fault: { kind: 'json', body } }])
    expect(await findById(emulator.read(), id, project_id)).toMatchObject({ value: { id } })
    expect(await findById(emulator.read(), id, other)).toEqual(ok(null))
  })

  it.each([
    ['null', null, false],
    ['without an id', { id: null }, false],
    ['with an empty id', { id: '' }, false],
    ['unreadable elsewhere', { is_active: 'yes' }, true],
  ])('are not said to be absent beside a row that is %s, unless it shows another id', async (_, patch, isOther) => {
    const [, second, third] = successOf(await listCreators(emulator.read()).page()).rows
    await emulator.faults([{ match: { path: '/creators' }, fault: { kind: 'rows', patch, index: 1 } }])
    const read = emulator.read()
    expect(await findById(read, second?.id ?? '', null)).toMatchObject({ ok: false, error: { kind: 'bad_shape' } })
    expect(await findById(read, NOBODY, null)).toMatchObject(isOther ? { value: null } : { ok: false })
    expect(await findById(read, third?.id ?? '', null)).toEqual(ok(third))
  })

  it('get notes and scrapes', async () => {
    const { id, tiktok_handle } = await someone()
    expect(await writeReadme(emulator.write(), id, 'Posts on Mondays.')).toEqual(ok(null))
    const [found] = successOf(await findByHandle(emulator.read(), tiktok_handle, null))
    expect(found?.readme).toBe('Posts on Mondays.')
    expect(await triggerScrape(emulator.write(), id, 'video_stats')).toEqual(ok(null))
    await emulator.options({ manual_scrapes_per_day: 1, scrape_quota_status: 402 })
    expect(await triggerScrape(emulator.write(), id, 'video_stats')).toMatchObject({ error: { kind: 'plan_limit' } })
  })
})

describe('videos', () => {
  it('are listed by project and by creator', async () => {
    const { videos } = await emulator.state()
    const shown = videos.filter(({ tracking_status }) => tracking_status !== 'excluded')
    const one = shown.find(({ creator_id }) => creator_id !== null)
    const by = async (filter: Parameters<typeof listVideos>[1]) =>
      idsOf(successOf(await listVideos(emulator.read(), filter, { maxPages: 50 }).all()))
    expect(await by({ creatorId: String(one?.creator_id) })).toEqual(
      idsOf(shown.filter(({ creator_id }) => creator_id === one?.creator_id)),
    )
    expect(await by({ projectId: String(one?.project_id) })).toEqual(
      idsOf(shown.filter(({ project_id }) => project_id === one?.project_id)),
    )
  })
})

describe('campaigns', () => {
  it('are listed by project', async () => {
    const { campaigns } = await emulator.state()
    const project_id = campaigns[0]?.project_id
    const listed = successOf(await listCampaigns(emulator.read(), { projectId: String(project_id) }).all())
    expect(idsOf(listed)).toEqual(idsOf(campaigns.filter((row) => row.project_id === project_id)))
  })
})

describe('the schema', () => {
  it('names every kind of thing with its fields', async () => {
    const entities = successOf(await getSchema(emulator.read()))
    expect(entities.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['project', 'creator', 'video', 'campaign', 'payout_accrual', 'payout_payment']),
    )
    for (const { fields, description } of entities) {
      expect(Object.keys(fields).length).toBeGreaterThan(3)
      expect(description).not.toBeNull()
    }
  })

  it.each([
    ['without entities', {}],
    ['with an entity that is none', { entities: { project: null } }],
    ['with an entity without fields', { entities: { project: { description: 'x' } } }],
  ])('%s is an error', async (_, data) => {
    await emulator.faults([{ fault: { kind: 'json', body: { data } } }])
    expect(await getSchema(emulator.read())).toMatchObject({ ok: false, error: { kind: 'bad_shape' } })
  })
})
