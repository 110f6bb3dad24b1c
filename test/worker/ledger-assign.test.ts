import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emulator } from '../support/worker/emulator.ts'
import { newOrganisation, runHour, START_MS } from '../support/worker/farm.ts'
import { answerOf, linesOf, run, someone, truth, wordsOf, writes } from '../support/worker/jobs.ts'

beforeEach(async () => {
  await newOrganisation()
  await runHour(START_MS)
  await emulator.clearLog()
})
afterEach(async () => {
  await emulator.faults([])
  await reset()
})

describe('assign', () => {
  /** A creator and a structure of their project that they do not have. */
  async function pair() {
    const creator = await someone()
    const { payout_structures: structures } = await truth()
    const made = await emulator.api<{ id: string; name: string }>('POST', '/payout-structures', {
      project_id: creator.project_id,
      name: 'Weekly  Bonus',
      period: 'weekly',
      amount_cents: 5_000,
      criteria_type: 'recurring',
    })
    return { creator, made, structures }
  }
  const current = async (structureId: string) =>
    (await truth()).assignments.filter((row) => row.structure_id === structureId && row.unassigned_at === null)

  it('assigns by name, and the second time says that it was so already', async () => {
    const { creator, made } = await pair()
    const job = { kind: 'assign', handle: creator.tiktok_handle, project: null, structure: 'weekly bonus' } as const
    expect(answerOf(await run(job)).tone).toBe('good')
    const again = answerOf(await run(job))
    expect(again.tone).toBe('info')
    expect(again.title).toContain('already')
    expect((await current(made.id)).map(({ creator_id }) => creator_id)).toEqual([creator.id])
  })

  it('assigns once although the answer is lost, and comes back to hear of it', async () => {
    const { creator, made } = await pair()
    const job = { kind: 'assign', handle: creator.tiktok_handle, project: null, structure: made.id } as const
    await emulator.faults([
      { match: { method: 'POST', path: '/api/v1/payout-structures' }, times: 1, fault: { kind: 'lost_response' } },
    ])
    expect((await run(job)).state).toBe('again')
    expect(answerOf(await run(job)).title).toContain('already')
    expect(await current(made.id)).toHaveLength(1)
  })

  it('of an unknown, archived or ambiguous structure writes nothing and names those there are', async () => {
    const { creator, made } = await pair()
    const { project_id } = creator
    const twin = { period: 'weekly', amount_cents: 1, criteria_type: 'recurring', project_id }
    await emulator.api('POST', '/payout-structures', { ...twin, name: 'Twin' })
    await emulator.api('POST', '/payout-structures', { ...twin, name: 'twin' })
    const old = await emulator.api<{ id: string }>('POST', '/payout-structures', { ...twin, name: 'Retired' })
    await emulator.api('PATCH', `/payout-structures/${old.id}`, { is_active: false })
    await emulator.clearLog()
    const tell = (structure: string) => run({ kind: 'assign', handle: creator.tiktok_handle, project: null, structure })
    expect(linesOf(await tell('Weekly bonsu'))).toEqual([made.name])
    expect(linesOf(await tell('TWIN'))).toHaveLength(2)
    expect(wordsOf(await tell('retired'))).toContain('archived')
    expect(linesOf(await tell('nothing like it'))).toContain(made.name)
    expect(await writes()).toHaveLength(0)
  })

  it('never takes a structure of another project', async () => {
    const creator = await someone()
    const { projects } = await truth()
    const other = projects.find(({ id }) => id !== creator.project_id)
    await emulator.api('POST', '/payout-structures', {
      project_id: other?.id,
      name: 'Elsewhere',
      period: 'weekly',
      amount_cents: 1,
      criteria_type: 'recurring',
    })
    await emulator.clearLog()
    const result = await run({
      kind: 'assign',
      handle: creator.tiktok_handle,
      project: null,
      structure: 'Elsewhere',
    })
    expect(answerOf(result).tone).toBe('bad')
    expect(await writes()).toHaveLength(0)
  })

  it('tells when trackagoat finds the creator in another project', async () => {
    const { creator, made } = await pair()
    await emulator.faults([
      {
        match: { method: 'POST', path: '/api/v1/payout-structures' },
        fault: { kind: 'json', body: { data: { assigned: 0, already_assigned: 0, not_in_project: 1, results: [] } } },
      },
    ])
    const job = { kind: 'assign', handle: creator.tiktok_handle, project: null, structure: made.id } as const
    expect(answerOf(await run(job))).toMatchObject({ tone: 'bad' })
  })
})
