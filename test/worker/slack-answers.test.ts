import { reset, runInDurableObject } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outboxStub } from '../../src/durable/stubs.ts'
import type { Env } from '../../src/env.ts'
import { type EmulatorState, emulator } from '../support/worker/emulator.ts'
import {
  deliverAll,
  HOUR_MS,
  newOrganisation,
  noticesOf,
  runHour,
  SLACK_OUTBOX,
  START_MS,
  watch,
} from '../support/worker/farm.ts'
import { APPROVER, commandBody, deliver, slackEnv, type, VIEWER } from '../support/worker/slack.ts'
import { creatorOf, earned, owedCreator, read, sum } from '../support/worker/slack-reads.ts'

let truth: EmulatorState

beforeAll(async () => {
  await newOrganisation({ creators: 40, accruals: 120 })
  await runHour(START_MS)
  truth = await emulator.state()
})
afterAll(() => reset())

describe('/goat owed', () => {
  it('tells the total of everything earned, and each creator’s share', async () => {
    const words = await read('owed')
    expect(words).toContain(`${sum(earned(truth))} owed`)
    expect(words).toContain('Over 30 days')
    // The longest overdue first: of those who wait for the oldest period, who is owed most.
    const oldest = earned(truth).reduce((end, row) => (row.period_end_at < end ? row.period_end_at : end), '9')
    const shares = [...Map.groupBy(earned(truth), ({ creator_id: id }) => id)]
      .filter(([, own]) => own.some((row) => row.period_end_at === oldest))
      .map(([id, own]) => ({ id, own, cents: own.reduce((total, row) => total + row.amount_cents, 0) }))
      .toSorted((one, other) => other.cents - one.cents)
    const handle = creatorOf(truth, shares[0]?.id ?? null)?.tiktok_handle
    expect(words.split('• ')[1]).toMatch(
      new RegExp(`^@${handle}\\b.*— ${sum(shares[0]?.own ?? []).replace('$', '\\$')} —`),
    )
    expect(words).toContain('7 May 2026')
  })

  it('tells what one creator is owed, however the handle is typed', async () => {
    const creator = owedCreator(truth)
    const own = earned(truth).filter(({ creator_id: id }) => id === creator.id)
    for (const typed of [`@${creator.tiktok_handle}`, creator.tiktok_handle.toUpperCase()]) {
      expect(await read(`owed ${typed}`)).toContain(`${sum(own)} owed to @${creator.tiktok_handle}`)
    }
  })

  it('tells what is owed in one project, by name or id', async () => {
    const [project] = truth.projects
    const ids = new Set(truth.creators.filter((one) => one.project_id === project?.id).map(({ id }) => id))
    const there = earned(truth).filter(({ creator_id: id }) => ids.has(id))
    for (const typed of [project?.name, project?.name.toUpperCase(), project?.id]) {
      expect(await read(`owed in ${typed}`)).toContain(`${sum(there)} owed in ${project?.name}`)
    }
  })

  it('an unknown project or handle is answered with what may have been meant', async () => {
    const [project] = truth.projects
    expect(await read(`owed in ${project?.name.slice(0, -1)}x`)).toContain(project?.name)
    const creator = owedCreator(truth)
    const words = await read(`owed @${creator.tiktok_handle}x`)
    expect(words).toContain('trackagoat tracks no creator')
    expect(words).toContain(`@${creator.tiktok_handle}`)
    expect(await read('owed @nobody.of.that.name')).toContain('trackagoat tracks no creator @nobody.of.that.name')
  })
})

describe('other reads', () => {
  it('/goat unpaid names who has earned and was never paid, and nobody else', async () => {
    const paid = new Set(truth.payments.filter(({ status }) => status === 'paid').map(({ creator_id: id }) => id))
    const never = new Set(
      earned(truth)
        .map(({ creator_id: id }) => id)
        .filter((id) => !paid.has(id)),
    )
    const words = await read('unpaid')
    if (never.size === 0) expect(words).toContain('Nobody waits')
    else expect(words).toContain(`${never.size} creator`)
    for (const id of [...never].slice(0, 10)) expect(words).toContain(`@${creatorOf(truth, id)?.tiktok_handle}`)
  })

  it('/goat stale names creators not scraped for twelve hours', async () => {
    const old = truth.creators.filter(
      ({ is_active: isActive, last_scraped_at: at }) =>
        isActive && (at === null || Date.parse(at) < START_MS - 12 * HOUR_MS),
    )
    const words = await read('stale')
    expect(words).toContain(old.length === 0 ? 'No creator is stale' : `${old.length} creator`)
    for (const { tiktok_handle: handle } of old.slice(0, 10)) expect(words).toContain(`@${handle}`)
  })

  it('/goat status tells health, what is owed, the mode of payments and who asks', async () => {
    const words = await read('status', APPROVER)
    expect(words).toContain(sum(earned(truth)))
    expect(words).toContain('approve: a person approves each')
    expect(words).toContain(`approver (${APPROVER})`)
    expect(words).toContain('complete')
    expect(await read('status', VIEWER)).toContain(`viewer (${VIEWER})`)
    const off = await type('status', VIEWER, { env: slackEnv({ PAYMENTS: 'off' }) })
    expect(off.words).toContain('off: nothing is written')
  })

  it('/goat runs lists the checks', async () => {
    expect(await read('runs')).toContain('7 May 2026, 12:20 UTC')
  })

  it('/goat payments tells what trackagoat has recorded, of everyone and of one', async () => {
    const payment = truth.payments.find(({ creator_id: id }) => id !== null)
    const creator = creatorOf(truth, payment?.creator_id ?? null)
    const words = await read('payments')
    expect(words).toContain('Seen in trackagoat')
    const project = truth.projects.find(({ id }) => id === creator?.project_id)
    expect(await read(`payments @${creator?.tiktok_handle} in ${project?.name}`)).toContain(payment?.id)
  })

  it('/goat why tells the decision on an alert, and helps with an unknown id', async () => {
    const [alert] = await watch().listAlerts({ state: null, kind: null, limit: 1 })
    const words = await read(`why ${alert?.id}`)
    expect(words).toContain(alert?.kind)
    expect(words).toContain('announced')
    expect(await read('why alr_999999')).toContain('There is no alert alr_999999')
  })

  it('/goat digest is private as a preview, and goes to the channel once', async () => {
    expect(await read('digest preview')).toContain(sum(earned(truth)))
    const before = (await noticesOf(SLACK_OUTBOX)).length
    const body = commandBody('digest now', VIEWER)
    expect((await deliver(body)).words).toContain('on its way')
    await deliver(body)
    const notices = (await noticesOf(SLACK_OUTBOX)).slice(before)
    expect(notices.map(({ kind }) => kind)).toEqual(['answer'])
    await deliverAll()
    expect(
      (await emulator.slack()).some(({ text, blocks }) => JSON.stringify([text, blocks]).includes(sum(earned(truth)))),
    ).toBe(true)
    const mute = slackEnv({ SLACK_ALERT_CHANNEL: '' })
    expect((await type('digest now', VIEWER, { env: mute })).words).toContain('SLACK_ALERT_CHANNEL')
  })

  it('a digest is in the outbox once, also when another isolate gets the repeat', async () => {
    const count = () =>
      runInDurableObject(
        outboxStub(slackEnv(), SLACK_OUTBOX),
        (_, state) =>
          state.storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM items WHERE id LIKE 'digest:%'").one().n,
      )
    const before = await count()
    const { readAnswer } = await import('../../src/handlers/slack/reads.ts')
    const context = {
      env: slackEnv() as Env,
      who: { id: 'slack:U0', role: 'viewer' as const },
      key: 'k',
      nowMs: START_MS,
    }
    await readAnswer({ kind: 'digest', mode: 'now' }, context)
    await readAnswer({ kind: 'digest', mode: 'now' }, context)
    expect(await count()).toBe(before + 1)
  })
})

describe('reads that go upstream', () => {
  it('/goat creator, campaign, top and slow are answered privately', async () => {
    const creator = owedCreator(truth)
    expect(await read(`creator @${creator.tiktok_handle}`)).toContain(`@${creator.tiktok_handle}`)
    expect(await read('creator @nobody.of.that.name')).toContain('nobody.of.that.name')
    expect(await read('campaign no such campaign')).toContain('no such campaign')
    for (const text of ['top', 'slow', `top in ${truth.projects[0]?.name}`])
      expect(await read(text)).not.toContain('fault')
  })
})

describe('a handle in several projects', () => {
  it('is answered with the candidates and how to name one', async () => {
    const creator = owedCreator(truth)
    const other = truth.projects.find(({ id }) => id !== creator.project_id)
    await emulator.api('POST', `/projects/${other?.id}/creators`, { tiktok_handle: creator.tiktok_handle })
    await runHour(START_MS + HOUR_MS)
    const words = await read(`owed @${creator.tiktok_handle}`)
    for (const { name } of truth.projects) expect(words).toContain(`/goat owed @${creator.tiktok_handle} in ${name}`)
    expect(await read(`owed @${creator.tiktok_handle} in ${other?.name}`)).toContain('Nothing is owed')
  })
})
