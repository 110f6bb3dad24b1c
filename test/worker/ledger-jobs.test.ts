import { reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/domain/answer.ts'
import type { Job } from '../../src/domain/jobs.ts'
import type { Actor } from '../../src/domain/people.ts'
import { readTransport, writeTransport } from '../../src/durable/interactive.ts'
import { runAssign } from '../../src/durable/ledger/jobs/assign.ts'
import type { JobDeps, JobResult } from '../../src/durable/ledger/jobs/job.ts'
import { runNote } from '../../src/durable/ledger/jobs/note.ts'
import { runScrape } from '../../src/durable/ledger/jobs/scrape.ts'
import { watchStub } from '../../src/durable/stubs.ts'
import type { Env } from '../../src/env.ts'
import { answerBody } from '../../src/notify/slack-response.ts'
import { type EmulatorState, emulator } from '../support/worker/emulator.ts'
import { newOrganisation, runHour, START_MS } from '../support/worker/farm.ts'

const workerEnv = env as unknown as Env
const WRITE_KEY = { TRACKAGOAT_WRITE_KEY: `tga_${'1'.repeat(64)}` }
const REQUESTER: Actor = { id: 'slack:U0REQUEST', role: 'requester' }
const VIEWER: Actor = { id: 'slack:U0VIEWER', role: 'viewer' }

interface Truth extends EmulatorState {
  readonly creators: readonly (EmulatorState['creators'][number] & { readonly readme: string | null })[]
  readonly payout_structures: readonly { id: string; project_id: string; name: string; is_active: boolean }[]
  readonly assignments: readonly { structure_id: string; creator_id: string; unassigned_at: string | null }[]
}
const truth = async () => (await emulator.state()) as unknown as Truth

function deps(more: Partial<JobDeps> = {}, settings: Record<string, string> = WRITE_KEY): JobDeps {
  const own = { ...workerEnv, ...settings } as Env
  return {
    read: readTransport(own),
    write: writeTransport(own),
    knowledge: {
      findCreators: (handle, projectId) => watchStub(workerEnv).findCreators(handle, projectId),
      findProjects: (text) => watchStub(workerEnv).findProjects(text),
    },
    payments: 'approve',
    nowMs: START_MS,
    ...more,
  }
}

/** Requests that were to change something. */
const writes = async () =>
  (await emulator.log()).filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/v1'))

function answerOf(result: JobResult): Answer {
  if (result.state !== 'done' || result.answer === null) throw new Error(`no answer: ${JSON.stringify(result)}`)
  return result.answer
}
const wordsOf = (result: JobResult) => JSON.stringify(answerOf(result))
const linesOf = (result: JobResult) =>
  (answerOf(result).sections ?? []).flatMap(({ lines }) => lines.map(({ name }) => name))

/** An active creator whose handle is nobody else's. */
async function someone() {
  const { creators } = await truth()
  const found = creators.find(
    ({ is_active, tiktok_handle }) =>
      is_active &&
      creators.filter((one) => one.tiktok_handle.toLowerCase() === tiktok_handle.toLowerCase()).length === 1,
  )
  if (!found) throw new Error('nobody has a handle of their own')
  return found
}

beforeEach(async () => {
  await newOrganisation()
  await runHour(START_MS)
  await emulator.clearLog()
})
afterEach(async () => {
  await emulator.faults([])
  await reset()
})

type Wanted = Exclude<Job, { kind: 'pay' | 'void' | 'press' }>

function run(job: Wanted, actor = REQUESTER, own = deps()): Promise<JobResult> {
  switch (job.kind) {
    case 'assign':
      return runAssign(job, actor, own)
    case 'scrape':
      return runScrape(job, actor, own)
    case 'note':
      return runNote(job, actor, own)
  }
}

describe('every job', () => {
  const jobs = (handle: string): Wanted[] => [
    { kind: 'assign', handle, project: null, structure: 'x' },
    { kind: 'scrape', creator: { handle, project: null }, scrape: 'creator_profiles' },
    { kind: 'scrape', creator: { id: 'c1' }, scrape: 'creator_profiles' },
    { kind: 'note', handle, project: null, text: 'x' },
  ]

  it('is refused to whoever may only look, without a request', async () => {
    for (const job of jobs('a')) {
      const result = await run(job, VIEWER)
      expect(wordsOf(result)).toContain('SLACK_REQUESTERS')
    }
    expect((await emulator.log()).filter(({ path }) => path.startsWith('/api/v1'))).toHaveLength(0)
  })

  it('writes nothing while PAYMENTS is off', async () => {
    const { tiktok_handle: handle } = await someone()
    for (const job of jobs(handle)) {
      expect(wordsOf(await run(job, REQUESTER, deps({ payments: 'off' })))).toContain('PAYMENTS=off')
    }
    expect(await writes()).toHaveLength(0)
  })

  it('writes nothing for a handle that nobody has, and names near ones', async () => {
    const { tiktok_handle: handle } = await someone()
    for (const job of jobs(`${handle}x`)) {
      if (job.kind === 'scrape' && 'id' in job.creator) continue
      const result = await run(job)
      expect(answerOf(result).tone).toBe('bad')
      expect(linesOf(result)).toContain(`@${handle}`)
    }
    expect(await writes()).toHaveLength(0)
  })

  it('writes nothing for a handle in two projects, and says how to say which', async () => {
    const { tiktok_handle: handle, project_id: first } = await someone()
    const { projects } = await truth()
    const other = projects.find(({ id }) => id !== first)
    await emulator.api('POST', `/projects/${other?.id}/creators`, { tiktok_handle: handle })
    await emulator.clearLog()
    const result = await run({ kind: 'note', handle, project: null, text: 'x' })
    expect(linesOf(result).sort()).toEqual(projects.map(({ name }) => `/goat note @${handle} in "${name}" …`).sort())
    expect(await writes()).toHaveLength(0)
    await run({ kind: 'note', handle, project: other?.name ?? '', text: 'the other one' })
    const written = (await truth()).creators.filter(({ readme }) => readme === 'the other one')
    expect(written.map(({ project_id }) => project_id)).toEqual([other?.id])
  })

  it('comes back later when trackagoat has a fault before anything was written', async () => {
    const { tiktok_handle: handle } = await someone()
    await emulator.faults([{ match: { method: 'GET', path: '/api/v1' }, fault: { kind: 'error_before_commit' } }])
    for (const job of jobs(handle)) {
      if (job.kind === 'scrape' && 'id' in job.creator) continue
      expect(await run(job)).toMatchObject({ state: 'again', waitMs: expect.any(Number) })
    }
    expect(await writes()).toHaveLength(0)
  })

  it('names the setting when the key may not write', async () => {
    const { tiktok_handle: handle } = await someone()
    const readOnly = deps({}, { TRACKAGOAT_WRITE_KEY: '' })
    for (const job of jobs(handle)) {
      if (job.kind === 'assign') continue
      expect(wordsOf(await run(job, REQUESTER, readOnly))).toContain('TRACKAGOAT_WRITE_KEY')
    }
  })
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

describe('scrape', () => {
  const scrapeOf = (handle: string): Wanted => ({
    kind: 'scrape',
    creator: { handle, project: null },
    scrape: 'video_stats',
  })

  it('is triggered once, by handle or by id', async () => {
    const { id, tiktok_handle: handle } = await someone()
    expect(answerOf(await run(scrapeOf(handle))).tone).toBe('good')
    expect(answerOf(await run({ kind: 'scrape', creator: { id }, scrape: 'discover_videos' })).tone).toBe('good')
    expect((await writes()).map(({ path, status }) => [path, status])).toEqual([
      [`/api/v1/creators/${id}/scrape`, 202],
      [`/api/v1/creators/${id}/scrape`, 202],
    ])
  })

  it.each([402, 429] as const)('says in words that the quota is used up (%i)', async (status) => {
    const { tiktok_handle: handle } = await someone()
    await emulator.options({ manual_scrapes_per_day: 0, scrape_quota_status: status })
    const answer = answerOf(await run(scrapeOf(handle)))
    expect(answer.tone).toBe('bad')
    expect(JSON.stringify(answer)).toMatch(/used up.*midnight UTC/)
  })

  it.each(['lost_response', 'error_after_commit', 'cut_body', 'html'])(
    'is not asked for again after an answer that says nothing (%s)',
    async (kind) => {
      const { tiktok_handle: handle } = await someone()
      await emulator.faults([{ match: { method: 'POST', path: '/api/v1/creators' }, times: 1, fault: { kind } }])
      expect(wordsOf(await run(scrapeOf(handle)))).toContain('not known')
      expect(await writes()).toHaveLength(1)
    },
  )

  it('waits when the window of a minute is full, since nothing was done then', async () => {
    const { tiktok_handle: handle } = await someone()
    await emulator.faults([
      {
        match: { method: 'POST', path: '/api/v1/creators' },
        times: 1,
        fault: { kind: 'status', status: 429, headers: { 'retry-after': '7' }, body: {} },
      },
    ])
    expect(await run(scrapeOf(handle))).toMatchObject({ state: 'again', waitMs: 7_000 })
  })

  it('of somebody who is not tracked any more is refused in words', async () => {
    const gone = (await truth()).creators.find(({ is_active }) => !is_active)
    if (!gone) throw new Error('nobody is inactive')
    const answer = answerOf(await run({ kind: 'scrape', creator: { id: gone.id }, scrape: 'creator_profiles' }))
    expect(JSON.stringify(answer)).toContain('409')
  })
})

describe('a note', () => {
  const noteOf = (handle: string, text: string): Wanted => ({ kind: 'note', handle, project: null, text })
  const readmeOf = async (id: string) => (await truth()).creators.find((one) => one.id === id)?.readme

  it('replaces the readme, and what stood there is quoted', async () => {
    const { id, tiktok_handle: handle } = await someone()
    await run(noteOf(handle, 'first <!channel>'))
    const answer = answerOf(await run(noteOf(handle, 'second')))
    expect(answer).toMatchObject({ tone: 'good', quotes: [{ label: 'Before', text: 'first <!channel>' }] })
    expect(await readmeOf(id)).toBe('second')
  })

  it('of more than 5,000 characters is refused, and one of 5,000 is not', async () => {
    const { id, tiktok_handle: handle } = await someone()
    const before = await readmeOf(id)
    expect(wordsOf(await run(noteOf(handle, 'x'.repeat(5_001))))).toContain('5001')
    expect(await readmeOf(id)).toBe(before)
    expect(answerOf(await run(noteOf(handle, 'x'.repeat(5_000)))).tone).toBe('good')
  })

  it('shows a long old text whole, so that nothing is lost', async () => {
    const { id, tiktok_handle: handle } = await someone()
    const words = Array.from({ length: 700 }, (_, n) => `w${n}&`)
    const old = words.map((word, n) => (n % 20 === 0 ? `\n${word}` : word)).join(' ')
    await emulator.api('PATCH', `/creators/${id}`, { readme: old })
    const answer = answerOf(await run(noteOf(handle, 'new')))
    const shown = JSON.stringify(answerBody(answer))
    expect(words.filter((word) => !shown.includes(word.replace('&', '&amp;')))).toEqual([])
  })

  it('does not replace a text that is too long to be shown', async () => {
    const { id, tiktok_handle: handle } = await someone()
    for (const old of ['y'.repeat(20_000), '- line\n'.repeat(300)]) {
      await emulator.api('PATCH', `/creators/${id}`, { readme: old })
      expect(wordsOf(await run(noteOf(handle, 'new')))).toContain('Change it in trackagoat')
      expect(await readmeOf(id)).toBe(old)
    }
  })

  it('whose answer is lost is looked for, and told with the old text', async () => {
    const { id, tiktok_handle: handle } = await someone()
    await emulator.api('PATCH', `/creators/${id}`, { readme: 'old' })
    await emulator.faults([
      { match: { method: 'PATCH', path: '/api/v1/creators' }, times: 1, fault: { kind: 'lost_response' } },
    ])
    const answer = answerOf(await run(noteOf(handle, 'new')))
    expect(answer).toMatchObject({ tone: 'good', quotes: [{ label: 'Before', text: 'old' }] })
    expect(await readmeOf(id)).toBe('new')
  })

  it('that did not arrive is told so, with both texts', async () => {
    const { id, tiktok_handle: handle } = await someone()
    await emulator.api('PATCH', `/creators/${id}`, { readme: 'old' })
    await emulator.faults([
      { match: { method: 'PATCH', path: '/api/v1/creators' }, times: 1, fault: { kind: 'error_before_commit' } },
    ])
    const answer = answerOf(await run(noteOf(handle, 'new')))
    expect(answer.title).toContain('was not written')
    expect(answer.quotes?.map(({ text }) => text)).toEqual(['old', 'new'])
    expect(await readmeOf(id)).toBe('old')
  })

  it('that says so already costs no write', async () => {
    const { tiktok_handle: handle } = await someone()
    await run(noteOf(handle, 'same'))
    await emulator.clearLog()
    expect(answerOf(await run(noteOf(handle, 'same'))).tone).toBe('info')
    expect(await writes()).toHaveLength(0)
  })
})
