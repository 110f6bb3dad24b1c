import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerBody } from '../../src/notify/slack-response.ts'
import { emulator } from '../support/worker/emulator.ts'
import { newOrganisation, runHour, START_MS } from '../support/worker/farm.ts'
import {
  answerOf,
  deps,
  linesOf,
  memoryOf,
  REQUESTER,
  run,
  someone,
  truth,
  VIEWER,
  type Wanted,
  wordsOf,
  writes,
} from '../support/worker/jobs.ts'

beforeEach(async () => {
  await newOrganisation()
  await runHour(START_MS)
  await emulator.clearLog()
})
afterEach(async () => {
  await emulator.faults([])
  await reset()
})

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

  it('worked on again after a crash still shows what stood there before', async () => {
    const { id, tiktok_handle: handle } = await someone()
    await emulator.api('PATCH', `/creators/${id}`, { readme: 'old' })
    const memory = memoryOf()
    await run(noteOf(handle, 'new'), REQUESTER, deps({ memory }))
    await emulator.clearLog()
    const again = answerOf(await run(noteOf(handle, 'new'), REQUESTER, deps({ memory })))
    expect(again).toMatchObject({ tone: 'good', quotes: [{ label: 'Before', text: 'old' }] })
    expect(await writes()).toHaveLength(0)
  })
})

it('a scrape worked on again after a crash is not asked for twice', async () => {
  const { tiktok_handle: handle } = await someone()
  const memory = memoryOf()
  const scrape = { kind: 'scrape', creator: { handle, project: null }, scrape: 'creator_profiles' } as const
  await run(scrape, REQUESTER, deps({ memory }))
  const again = answerOf(await run(scrape, REQUESTER, deps({ memory })))
  expect(again.title).toContain('not known')
  expect(await writes()).toHaveLength(1)
})
