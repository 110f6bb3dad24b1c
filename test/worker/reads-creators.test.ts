import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { all, type Creator, creatorWho } from '../support/worker/debts.ts'
import { emulator } from '../support/worker/emulator.ts'
import { HOUR_MS, hour, newOrganisation, runHour, watch } from '../support/worker/farm.ts'

beforeEach(async () => {
  await newOrganisation({ creators: 40, accruals: 120 })
})
afterEach(async () => {
  await reset()
})

describe('creators', () => {
  it('who are stale are listed, never scraped first, then the longest ago', async () => {
    await runHour(hour(0))
    const { creators } = await emulator.state()
    const since = ({ last_scraped_at }: Creator) => (last_scraped_at === null ? -1 : Date.parse(last_scraped_at))
    const truth = creators.filter((creator) => creator.is_active && since(creator) < hour(0) - 12 * HOUR_MS)
    const read = await watch().stale(all)
    const known = new Map(truth.map((creator) => [creator.id, since(creator)]))
    expect(read.rows.map(({ id }) => id).toSorted()).toEqual([...known.keys()].toSorted())
    const times = read.rows.map(({ id }) => known.get(id) ?? Number.NaN)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times[0]).toBe(-1)
    expect(read.rows[0]?.lastScrapedAt).toBeNull()
  })

  it('are found by any part of a handle or name, whatever its case, and counted', async () => {
    await runHour(hour(0))
    const { creators } = await emulator.state()
    const everyone = await watch().creators({ ...all, search: null })
    expect(everyone.total).toBe(everyone.rows.length)
    const active = creators.filter(({ is_active }) => is_active)
    expect(
      everyone.rows
        .filter(({ isActive }) => isActive)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(active.map(({ id }) => id).toSorted())
    for (const { id, tiktok_handle } of active) {
      const part = `@${tiktok_handle.slice(0, 5).toUpperCase()}`
      const read = await watch().creators({ ...all, search: part })
      expect(read.rows.map((creator) => creator.id)).toContain(id)
      expect(read.total).toBe(read.rows.length)
    }
    expect(await watch().creators({ ...all, search: '%' })).toMatchObject({ total: 0 })
  })
})

describe('whom a handle means', () => {
  it('is exactly that creator, with or without @, whatever the case, dots kept', async () => {
    await runHour(hour(0))
    const { creators } = await emulator.state()
    for (const { id, tiktok_handle, project_id, is_active } of creators) {
      if (!is_active) continue
      for (const typed of [tiktok_handle, `@${tiktok_handle.toUpperCase()}`, ` ${tiktok_handle} `, id]) {
        const { exact, near } = await watch().findCreators(typed, project_id)
        expect(exact.map((creator) => creator.id)).toEqual([id])
        expect(near).toEqual([])
      }
    }
  })

  it('is never somebody whose handle merely contains it or differs by a dot', async () => {
    const { projects } = await newOrganisation({ creators: 4, accruals: 4 })
    const [first, second] = projects.map(({ id }) => id)
    for (const [project_id, tiktok_handle] of [
      [first, 'ola.fox'],
      [first, 'olafox'],
      [first, 'ola.fox.tv'],
      [second, 'OLA.Fox'],
    ]) {
      await emulator.act({ do: 'add_creator', project_id, tiktok_handle })
    }
    await runHour(hour(0))
    const find = async (handle: string, projectId: string | null) => {
      const { exact, near } = await watch().findCreators(handle, projectId)
      const shown = (list: typeof exact) => list.map((creator) => `${creator.handle} ${creator.project.id}`).toSorted()
      return { exact: shown(exact), near: shown(near) }
    }
    expect(await find('@Ola.Fox', null)).toEqual({ exact: [`OLA.Fox ${second}`, `ola.fox ${first}`], near: [] })
    expect(await find('@Ola.Fox', first ?? '')).toEqual({ exact: [`ola.fox ${first}`], near: [] })
    expect(await find('olafox', second ?? '')).toEqual({
      exact: [],
      near: [`OLA.Fox ${second}`, `olafox ${first}`],
    })
    expect((await find('ola', null)).exact).toEqual([])
    // One letter missing, one too many, one wrong, two swapped, two mistakes, a part: all are offered.
    for (const typed of ['ola.fx', 'olaa.fox', 'ola.fax', 'loa.fox', 'ola.fixx', 'fox.tv']) {
      expect((await find(typed, null)).exact).toEqual([])
      expect((await find(typed, null)).near.join()).toMatch(/ola\.fox/i)
    }
  })

  it('may be somebody who is no longer tracked, and is said to be', async () => {
    await runHour(hour(0))
    const creator = await creatorWho(({ is_active }) => is_active)
    await emulator.act({ do: 'deactivate', creator_id: creator.id })
    await runHour(hour(1))
    await runHour(hour(2))
    const { exact, inactive } = await watch().findCreators(creator.tiktok_handle, creator.project_id)
    expect(exact).toEqual([])
    expect(inactive).toMatchObject([{ id: creator.id, isActive: false }])
  })

  it.each([
    ['nothing', ''],
    ['a bare @', '@'],
    ['a wildcard', '%'],
    ['SQL', "' OR 1=1 --"],
    ['a null character', 'a\u0000b'],
    ['the last code point', '\u{10ffff}'],
    ['half a surrogate pair', '\ud800'],
    ['emoji', '👟'.repeat(50)],
    ['ten thousand letters', 'x'.repeat(10_000)],
    ['a ping', '<!channel>'],
  ])('is nobody for %s', async (_, typed) => {
    await runHour(hour(0))
    const { exact, inactive, near } = await watch().findCreators(typed, null)
    expect([exact, inactive]).toEqual([[], []])
    expect(near.length).toBeLessThanOrEqual(5)
  })
})

describe('which project is meant', () => {
  it('is the one of that id or name, whatever the case; others are offered', async () => {
    const { projects } = await newOrganisation({ projects: 6 })
    await runHour(hour(0))
    for (const project of projects) {
      for (const typed of [
        project.id,
        project.name,
        ` ${project.name.toUpperCase()}  `,
        project.name.replace(' ', '  '),
      ]) {
        expect(await watch().findProjects(typed)).toEqual({ exact: [project], near: [] })
      }
      const { exact, near } = await watch().findProjects(project.name.slice(0, -1))
      expect(exact).toEqual([])
      expect(near[0]).toEqual(project)
    }
    expect(await watch().findProjects('')).toEqual({ exact: [], near: [] })
    expect(await watch().findProjects('q'.repeat(10_000))).toEqual({ exact: [], near: [] })
  })
})
