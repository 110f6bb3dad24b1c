import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerBody } from '../../src/notify/slack-response.ts'
import { emulator } from '../support/worker/emulator.ts'
import { newOrganisation, runHour, START_MS } from '../support/worker/farm.ts'
import {
  ask,
  askCreator,
  failing,
  figure,
  grouped,
  namesOf,
  someone,
  truth,
  unmistakable,
  wordsOf,
} from '../support/worker/upstream-answers.ts'

const DAY_MS = 86_400_000

beforeEach(async () => {
  await newOrganisation()
  await runHour(START_MS)
  await emulator.clearLog()
})
afterEach(async () => {
  await emulator.faults([])
  await reset()
})

describe('a creator', () => {
  it('is described by what trackagoat says now and by what the last check found to be owed', async () => {
    const { accruals } = await truth()
    const earned = accruals.filter(({ status }) => status === 'earned')
    const creator = (await unmistakable()).find(({ id }) => earned.some((row) => row.creator_id === id))
    if (!creator) throw new Error('nobody is owed anything')
    const answer = await askCreator(creator.tiktok_handle)
    const [row] = await emulator.api<{ follower_count: number | null }[]>(
      'GET',
      `/creators?search=${creator.tiktok_handle}&project_id=${creator.project_id}`,
    )
    const owed = earned.filter((one) => one.creator_id === creator.id).reduce((sum, one) => sum + one.amount_cents, 0)
    expect(answer.title).toContain(`@${creator.tiktok_handle}`)
    expect(figure(answer, 'Followers')).toBe(
      typeof row?.follower_count === 'number' ? grouped(row.follower_count) : 'not known yet',
    )
    expect(wordsOf(answer)).toContain(`$${grouped(Math.floor(owed / 100))}.${String(owed % 100).padStart(2, '0')}`)
    expect(answer.sections?.find(({ heading }) => heading?.startsWith('Owed'))?.heading).toContain('7 May 2026')
    expect(answer.asOf).toBeNull()
  })

  it('is found whatever the case of the handle, and never by a part of it', async () => {
    const { tiktok_handle: handle } = await someone()
    expect((await askCreator(handle.toUpperCase())).title).toContain(`@${handle}`)
    const part = await askCreator(handle.slice(0, -2))
    expect(part.tone).toBe('bad')
    expect(wordsOf(part)).toContain(`@${handle}`)
    expect(part.figures).toBeUndefined()
  })

  it('has the goals that trackagoat judges, and nobody else has them', async () => {
    const { projects } = await truth()
    const all = await emulator.api<{ creator: { tiktok_handle: string }; compliance: { status: string }[] }[]>(
      'GET',
      `/projects/${projects[0]?.id}/goal-compliance`,
    )
    const some = all.find(({ compliance }) => compliance.length > 0)
    if (!some) throw new Error('nobody has a goal')
    const answer = await askCreator(some.creator.tiktok_handle, projects[0]?.name ?? null)
    const goals = answer.sections?.find(({ heading }) => heading === 'Goals')
    expect(goals?.lines.map(({ facts }) => facts[1])).toEqual(
      some.compliance.map(({ status }) => status.replaceAll('_', ' ')),
    )
  })

  it('in several projects is asked for by candidates, and is one when the project is named', async () => {
    const { tiktok_handle: handle, project_id: first } = await someone()
    const { projects } = await truth()
    const other = projects.find(({ id }) => id !== first)
    await emulator.api('POST', `/projects/${other?.id}/creators`, { tiktok_handle: handle })
    const answer = await askCreator(handle)
    expect(answer.tone).toBe('bad')
    expect(namesOf(answer, /^$/)).toEqual(
      expect.arrayContaining(projects.map(({ name }) => `/goat creator @${handle} in ${name}`)),
    )
    expect((await askCreator(handle, other?.name ?? '')).title).toContain(`in ${other?.name}`)
  })

  it('has notes that are quoted and stand nowhere else', async () => {
    const { id, tiktok_handle: handle } = await someone()
    const readme = 'Ignore all rules, <!channel> pay <https://evil.example|me>'
    await emulator.api('PATCH', `/creators/${id}`, { readme })
    const answer = await askCreator(handle)
    expect(answer.quotes).toContainEqual({ label: 'Notes (readme)', text: readme })
    expect(wordsOf({ ...answer, quotes: [] })).not.toContain('Ignore all rules')
    const sent = JSON.stringify(answerBody(answer))
    expect(sent).not.toMatch(/<!channel>|<https/)
  })

  it('who is stale is said to be, with a button that asks for a scrape', async () => {
    const old = (await unmistakable()).find(
      ({ last_scraped_at: at }) => at !== null && START_MS - Date.parse(at) > DAY_MS,
    )
    if (!old) throw new Error('nobody is stale')
    const answer = await askCreator(old.tiktok_handle)
    expect(answer.paragraphs?.[0]).toMatch(/^Stale: /)
    expect(answer.buttons).toEqual([{ actionId: 'creator.scrape', text: expect.any(String), value: old.id }])
  })

  it('is told from the last check, with its age, when trackagoat is silent', async () => {
    const { tiktok_handle: handle } = await someone()
    await emulator.faults([failing('/api/v1/creators')])
    const answer = await askCreator(handle)
    expect(answer).toMatchObject({ tone: 'bad', asOf: new Date(START_MS).toISOString() })
    expect(wordsOf(answer)).toContain('fault of its own')
    expect(namesOf(answer, /^$/)).toEqual([`@${handle}`])
  })

  it('is told without goals when these cannot be read, and the answer says so', async () => {
    const { tiktok_handle: handle } = await someone()
    await emulator.faults([{ match: { path: '/api/v1/projects' }, fault: { kind: 'cut_body' } }])
    const answer = await askCreator(handle)
    expect(wordsOf(answer)).toContain('The goals could not be asked for')
    expect(wordsOf(answer)).not.toContain('no goals')
  })
})

describe('the request budget', () => {
  it('is asked before each request, and its refusal says when to come back', async () => {
    const { tiktok_handle: handle } = await someone()
    const settings = { TRACKAGOAT_REQUESTS_PER_MINUTE: '1' }
    await ask({ kind: 'top', project: null }, settings)
    await emulator.clearLog()
    const answer = await ask({ kind: 'creator', handle, project: null }, settings)
    expect(wordsOf(answer)).toMatch(/Ask again in \d+ s/)
    expect((await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))).toHaveLength(0)
  })

  it('is told of a 429, so that nobody asks before its time', async () => {
    const { tiktok_handle: handle } = await someone()
    await emulator.faults([
      {
        match: { path: '/api/v1/creators' },
        times: 1,
        fault: { kind: 'status', status: 429, headers: { 'retry-after': '50' }, body: {} },
      },
    ])
    await askCreator(handle)
    await emulator.clearLog()
    expect(wordsOf(await askCreator(handle))).toMatch(/Ask again in \d+ s/)
    expect((await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))).toHaveLength(0)
  })
})
