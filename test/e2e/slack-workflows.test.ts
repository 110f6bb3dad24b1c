import { beforeAll, describe, expect, it } from 'vitest'
import type { State } from '../support/node/e2e-emulator.ts'
import { type House, openHouse } from '../support/node/e2e-house.ts'
import { APPROVER, REQUESTER, VIEWER } from '../support/node/e2e-slack.ts'
import { stage } from '../support/node/e2e-stage.ts'
import { overdueAt } from '../support/node/e2e-truth.ts'

const cents = (display: string) => Number(display.replace(/[$,.]/g, ''))

/** `@handle project` with its amount for each line of a list of what is owed. */
function owedLines(words: string): { who: string; cents: number; isOverdue: boolean }[] {
  return [
    ...words.matchAll(/^• @(\S+).* — (\$[\d,.]+) — \d+ accruals?( .*?)? — ([^—\n]+)(?: — not tracked any more)?$/gm),
  ].map((match) => ({
    who: `@${match[1]} ${match[4]}`,
    cents: cents(match[2] ?? ''),
    isOverdue: /overdue/.test(match[3] ?? ''),
  }))
}

describe('the vendor’s payout workflows, typed by people', () => {
  const farm = stage()
  let house: House

  /** A creator with the name of their project, as lists show them. */
  const shown = ({ creators, projects }: State, creatorId: string): string => {
    const creator = creators.find(({ id }) => id === creatorId)
    return `@${creator?.tiktok_handle} ${projects.find(({ id }) => id === creator?.project_id)?.name}`
  }

  /** What each creator has earned and was not paid. */
  function owedIn(state: State): Map<string, number> {
    const owed = new Map<string, number>()
    for (const { creator_id, amount_cents, status } of state.accruals) {
      if (status === 'earned') owed.set(creator_id, (owed.get(creator_id) ?? 0) + amount_cents)
    }
    return owed
  }

  beforeAll(async () => {
    house = await openHouse(farm, {
      // As in the demo, so that a person's questions are known to fit.
      settings: { TRACKAGOAT_REQUESTS_PER_MINUTE: '60' },
      organisation: { creators: 12, accruals: 48 },
      async prepare(emulator) {
        await emulator.options({ requests_per_minute: 60 })
        const { creators } = await emulator.act({ do: 'add_creator', tiktok_handle: 'new.face' })
        const creator_id = creators[0]?.id
        await emulator.act({ do: 'earn', creator_id, amount_cents: 12_345 })
        return (await emulator.state()).creators.filter(({ id }) => id === creator_id)
      },
    })
    await house.emulator.options({ requests_per_minute: 60 })
  })

  it('weekly review: `owed` lists everybody owed with the right amounts, the overdue first', async () => {
    const words = await house.people.ask(VIEWER, 'owed')
    const state = await house.emulator.state()
    const owed = owedIn(state)
    const overdue = new Set(
      overdueAt(state, Date.parse(state.now)).map((id) => state.accruals.find((row) => row.id === id)?.creator_id),
    )
    expect(overdue.size).toBeGreaterThan(0)
    expect(overdue.size).toBeLessThan(owed.size)
    const lines = owedLines(words)
    expect(lines.map(({ who, cents }) => `${who} ${cents}`).toSorted()).toEqual(
      [...owed].map(([id, sum]) => `${shown(state, id)} ${sum}`).toSorted(),
    )
    const marks = lines.map(({ isOverdue }) => isOverdue)
    expect(marks).toEqual(marks.toSorted((a, b) => Number(b) - Number(a)))
    expect(marks.filter(Boolean)).toHaveLength(overdue.size)
    const total = [...owed.values()].reduce((sum, amount) => sum + amount, 0)
    expect(cents(/(\$[\d,.]+) owed/.exec(words)?.[1] ?? '')).toBe(total)
  })

  it('audit: `unpaid` lists who has earned and was never paid, and nobody else', async () => {
    const words = await house.people.ask(VIEWER, 'unpaid')
    const state = await house.emulator.state()
    const paid = new Set(state.payments.flatMap((row) => (row.status === 'paid' ? [row.creator_id] : [])))
    const never = [...owedIn(state).keys()].filter((id) => !paid.has(id))
    expect(never.length).toBeGreaterThan(0)
    const handles = [...words.matchAll(/^• @(\S+)/gm)].map(([, handle]) => handle)
    expect(handles.toSorted()).toEqual(
      never.map((id) => state.creators.find((row) => row.id === id)?.tiktok_handle).toSorted(),
    )
    expect(words).toContain('$123.45')
  })

  it('record: `pay` with a method and a note, approved, is in trackagoat as it was asked', async () => {
    const { people, worker, emulator, chosen } = house
    const creator = chosen[0]
    if (creator === undefined) throw new Error('nobody was added')
    const { id } = await people.request(worker, creator, REQUESTER, ' cash app note Paid on Friday, first of three')
    await people.press(APPROVER, 'payment.approve', id)
    await people.settled(worker, id, 'recorded', /Payment recorded/)
    expect(await house.paidTo(creator)).toEqual([
      expect.objectContaining({
        method_name_snapshot: 'Cash App',
        total_amount_cents: 12_345,
        note: 'Paid on Friday, first of three',
      }),
    ])
    await worker.check(Date.parse((await emulator.state()).now) + 3_600_000)
    expect(await people.ask(VIEWER, 'unpaid')).not.toContain('@new.face')
    expect(await people.ask(VIEWER, 'owed @new.face')).not.toContain('$123.45')
    expect(await people.ask(VIEWER, 'payments @new.face')).toContain('$123.45')
  })

  it('set up: `assign` gives a new creator a structure of their project, once, and helps with what is mistyped', async () => {
    const { people, emulator, chosen } = house
    const creator = chosen[0]
    const { payout_structures: structures } = await emulator.state()
    const mine = structures.filter((row) => row.project_id === creator?.project_id && row.is_active)
    const structure = mine.find(({ name }) => mine.filter((other) => other.name === name).length === 1)
    if (structure === undefined) throw new Error('the project has no structure')
    const mistyped = await people.order(REQUESTER, `assign @new.face ${structure.name.slice(0, -1)}`)
    expect(mistyped).toContain(structure.name)
    const assigned = async () =>
      (await emulator.state()).assignments.filter((row) => row.creator_id === creator?.id && row.unassigned_at === null)
    expect(await assigned()).toEqual([])

    const answer = await people.order(REQUESTER, `assign @new.face ${structure.name.toUpperCase()}`)
    expect(answer).toContain(`@new.face earns by «${structure.name}»`)
    expect(await assigned()).toEqual([expect.objectContaining({ structure_id: structure.id })])
    expect(await people.order(REQUESTER, `assign @new.face ${structure.id}`)).toContain('already')
    expect(await assigned()).toHaveLength(1)
    expect(await people.ask(VIEWER, `assign @new.face ${structure.name}`)).toContain('SLACK_REQUESTERS')
  })
})
