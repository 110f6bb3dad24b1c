import { reset, runInDurableObject } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatCents, toCents } from '../../src/domain/money.ts'
import { ledgerStub, outboxStub } from '../../src/durable/stubs.ts'
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
import {
  APPROVER,
  commandBody,
  deliver,
  press,
  pressBody,
  REQUESTER,
  slackEnv,
  type,
  VIEWER,
  wordsIn,
} from '../support/worker/slack.ts'

let truth: EmulatorState

beforeAll(async () => {
  await newOrganisation({ creators: 40, accruals: 120 })
  await runHour(START_MS)
  truth = await emulator.state()
})
afterAll(() => reset())

/** Types a read: the acknowledgement is empty, the answer private and one. */
async function read(text: string, user = VIEWER): Promise<string> {
  const { status, body, posted, words } = await type(text, user)
  expect([status, body, posted.length]).toEqual([200, '', 1])
  expect(posted[0]).toMatchObject({ response_type: 'ephemeral', replace_original: false })
  return words
}

const earned = () => truth.accruals.filter(({ status }) => status === 'earned')
const sum = (accruals: readonly { amount_cents: number }[]) =>
  formatCents(toCents(accruals.reduce((total, { amount_cents: cents }) => total + cents, 0)))
const creatorOf = (id: string | null) => truth.creators.find((creator) => creator.id === id)
/** Someone who is owed, and whose handle is nobody else's. */
function owedCreator() {
  const creator = truth.creators.find(
    ({ id, tiktok_handle: handle }) =>
      earned().some(({ creator_id: creatorId }) => creatorId === id) &&
      truth.creators.filter((other) => other.tiktok_handle.toLowerCase() === handle.toLowerCase()).length === 1,
  )
  if (creator === undefined) throw new Error('nobody is owed')
  return creator
}

describe('/goat owed', () => {
  it('tells the total of everything earned, and each creator’s share', async () => {
    const words = await read('owed')
    expect(words).toContain(`${sum(earned())} owed`)
    expect(words).toContain('Over 30 days')
    const largest = Map.groupBy(earned(), ({ creator_id: id }) => id)
    const first = creatorOf([...largest].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null)
    expect(words).toContain(`@${first?.tiktok_handle}`)
    expect(words).toContain('7 May 2026')
  })

  it('tells what one creator is owed, however the handle is typed', async () => {
    const creator = owedCreator()
    const own = earned().filter(({ creator_id: id }) => id === creator.id)
    for (const typed of [`@${creator.tiktok_handle}`, creator.tiktok_handle.toUpperCase()]) {
      expect(await read(`owed ${typed}`)).toContain(`${sum(own)} owed to @${creator.tiktok_handle}`)
    }
  })

  it('tells what is owed in one project, by name or id', async () => {
    const [project] = truth.projects
    const ids = new Set(truth.creators.filter((one) => one.project_id === project?.id).map(({ id }) => id))
    const there = earned().filter(({ creator_id: id }) => ids.has(id))
    for (const typed of [project?.name, project?.name.toUpperCase(), project?.id]) {
      expect(await read(`owed in ${typed}`)).toContain(`${sum(there)} owed in ${project?.name}`)
    }
  })

  it('an unknown project or handle is answered with what may have been meant', async () => {
    const [project] = truth.projects
    expect(await read(`owed in ${project?.name.slice(0, -1)}x`)).toContain(project?.name)
    const creator = owedCreator()
    const words = await read(`owed @${creator.tiktok_handle}x`)
    expect(words).toContain('There is no creator')
    expect(words).toContain(`@${creator.tiktok_handle}`)
    expect(await read('owed @nobody.of.that.name')).toContain('There is no creator @nobody.of.that.name')
  })
})

describe('other reads', () => {
  it('/goat unpaid names who has earned and was never paid, and nobody else', async () => {
    const paid = new Set(truth.payments.filter(({ status }) => status === 'paid').map(({ creator_id: id }) => id))
    const never = new Set(
      earned()
        .map(({ creator_id: id }) => id)
        .filter((id) => !paid.has(id)),
    )
    const words = await read('unpaid')
    if (never.size === 0) expect(words).toContain('Nobody waits')
    else expect(words).toContain(`${never.size} creator`)
    for (const id of [...never].slice(0, 10)) expect(words).toContain(`@${creatorOf(id)?.tiktok_handle}`)
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
    expect(words).toContain(sum(earned()))
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
    const creator = creatorOf(payment?.creator_id ?? null)
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
    expect(await read('digest preview')).toContain(sum(earned()))
    const before = (await noticesOf(SLACK_OUTBOX)).length
    const body = commandBody('digest now', VIEWER)
    expect((await deliver(body)).words).toContain('on its way')
    await deliver(body)
    const notices = (await noticesOf(SLACK_OUTBOX)).slice(before)
    expect(notices.map(({ kind }) => kind)).toEqual(['answer'])
    await deliverAll()
    expect(
      (await emulator.slack()).some(({ text, blocks }) => JSON.stringify([text, blocks]).includes(sum(earned()))),
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
    const creator = owedCreator()
    expect(await read(`creator @${creator.tiktok_handle}`)).toContain(`@${creator.tiktok_handle}`)
    expect(await read('creator @nobody.of.that.name')).toContain('nobody.of.that.name')
    expect(await read('campaign no such campaign')).toContain('no such campaign')
    for (const text of ['top', 'slow', `top in ${truth.projects[0]?.name}`])
      expect(await read(text)).not.toContain('fault')
  })
})

describe('writes', () => {
  /** Until the ledger has worked off and answered everything it took. */
  const ledgerDone = async () => {
    const open = () =>
      runInDurableObject(
        ledgerStub(slackEnv()),
        (_, state) =>
          state.storage.sql
            .exec<{ n: number }>(
              "SELECT (SELECT count(*) FROM jobs WHERE status <> 'done') + (SELECT count(*) FROM requests WHERE status IN ('approved', 'sending')) AS n",
            )
            .one().n,
      )
    while ((await open()) > 0) await scheduler.wait(5)
  }
  const write = async (text: string, user = APPROVER) => {
    const written = await type(text, user, { settle: ledgerDone })
    expect([written.status, written.inBody?.response_type, written.posted.length], text).toEqual([200, 'ephemeral', 1])
    return wordsIn(written.posted[0])
  }

  it('are taken at once; what became of them follows privately', async () => {
    const { tiktok_handle: handle } = owedCreator()
    expect(await write('void 3f2a9c4e-1b7d-4e0a-9c55-6d1f0e2b8a34')).not.toContain('fault')
    expect(await write(`assign @${handle} no such structure`)).toContain('no such structure')
    expect(await write('pay @nobody.of.that.name')).toContain('nobody.of.that.name')
    expect(await write('note @nobody.of.that.name hello')).toContain('nobody.of.that.name')
    expect(await write('scrape @nobody.of.that.name')).toContain('nobody.of.that.name')
    const click = await press('payment.approve', 'no-such-request', APPROVER, { settle: ledgerDone })
    expect([click.body, click.posted.length]).toEqual(['', 1])
  })

  it('/goat pay, approved with a double click that Slack delivers twice, is one payment', async () => {
    const creator = owedCreator()
    const own = earned().filter(({ creator_id: id }) => id === creator.id)
    const words = await write(`pay @${creator.tiktok_handle} note <!channel> thanks`, REQUESTER)
    expect(words).toContain(sum(own))
    const [id] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(words) ?? []
    expect(await read('payments')).toContain(id)
    const click = pressBody('payment.approve', id, APPROVER)
    const [first] = await Promise.all([
      deliver(click, { settle: ledgerDone }),
      deliver(click),
      press('payment.approve', id, APPROVER),
    ])
    expect([first.status, first.body]).toEqual([200, ''])
    await ledgerDone()
    const known = new Set(truth.payments.map((payment) => payment.id))
    const made = (await emulator.state()).payments.filter((payment) => !known.has(payment.id))
    expect(made).toMatchObject([{ creator_id: creator.id, status: 'paid' }])
    expect(await read(`payments @${creator.tiktok_handle}`)).toContain('recorded')
    expect((await type('payments')).raw).not.toContain('<!channel>')
  })
})

describe('silences', () => {
  const silenceIds = (words: string) => [...new Set(words.match(/sil_\d+/g) ?? [])]

  it('are made, listed with who and why, and ended; twice is no mistake', async () => {
    const creator = owedCreator()
    const body = commandBody(`silence @${creator.tiktok_handle} 2d on <!channel> holiday`, REQUESTER)
    const made = await deliver(body)
    await deliver(body)
    expect(made.inBody?.response_type).toBe('ephemeral')
    const [id] = silenceIds(made.words)
    const listed = await read('silences', REQUESTER)
    expect(silenceIds(listed)).toEqual([id])
    expect(listed).toContain(`@${creator.tiktok_handle}`)
    expect(listed).toContain(REQUESTER)
    expect(listed).toContain('holiday')
    expect((await type('silences')).raw).not.toContain('<!channel>')
    expect((await type(`unsilence ${id}`)).words).toContain(`Silence ${id} is over`)
    expect((await type(`unsilence ${id}`)).words).toContain(`No silence ${id} is in force`)
    expect(await read('silences', REQUESTER)).toContain('Nothing is silenced')
  })

  it('are one when the same delivery comes to another isolate; after the end the same words make a new one', async () => {
    const { startSilence } = await import('../../src/handlers/slack/silencing.ts')
    const command = { kind: 'silence', target: { kind: 'creator.stale' }, hours: 3, comment: 'x' } as const
    const start = (nowMs: number) =>
      startSilence(slackEnv(), command, { id: `slack:${REQUESTER}`, role: 'requester' }, nowMs)
    const nowMs = Date.now()
    const first = await start(nowMs)
    expect(await start(nowMs + 3_000)).toMatchObject({ paragraphs: [expect.anything(), first.paragraphs?.[1]] })
    const [id] = silenceIds(await read('silences', REQUESTER))
    await type(`unsilence ${id}`)
    expect(await read('silences', REQUESTER)).toContain('Nothing is silenced')
    const again = silenceIds((await start(nowMs + 6_000)).paragraphs?.join() ?? '')
    expect(again).not.toEqual([id])
    await type(`unsilence ${again[0]}`)
  })

  it('cover a kind of alert, but never the watch itself or someone unknown', async () => {
    const made = await type('silence creator.stale 3h')
    expect(made.words).toContain('Silenced: creator.stale')
    await type(`unsilence ${silenceIds(made.words)[0]}`)
    expect((await type('silence watch.failing 3h')).words).toContain('cannot be silenced')
    expect((await type('silence @nobody.of.that.name 3h')).words).toContain('There is no creator')
    expect(await read('silences', REQUESTER)).toContain('Nothing is silenced')
  })
})

describe('buttons below alerts', () => {
  const openGroup = async () => {
    const [alert] = await watch().listAlerts({ state: 'open', kind: null, limit: 1 })
    if (alert === undefined) throw new Error('no alert is open')
    return alert.group_id
  }

  it('acknowledge, once; the answer is private', async () => {
    const group = await openGroup()
    const first = await press('alert.acknowledge', group)
    expect([first.status, first.body]).toEqual([200, ''])
    expect(first.posted[0]?.response_type).toBe('ephemeral')
    expect(first.words).toContain('It is yours')
    expect((await press('alert.acknowledge', group, APPROVER)).words).toContain('already')
    expect((await press('alert.acknowledge', 'grp_999999')).words).toContain('It is over')
    expect((await press('alert.acknowledge', group, VIEWER)).words).toContain('SLACK_REQUESTERS')
  })

  it('silence for a day and say how to end it', async () => {
    const { words } = await press('alert.silence', await openGroup())
    expect(words).toContain('Silent for 24 hours')
    const [id] = words.match(/sil_\d+/) ?? []
    expect((await type(`unsilence ${id}`)).words).toContain('is over')
  })

  it('values and actions that are made up are answered privately and looked up nowhere', async () => {
    const values = ['', '$50', '5000 USD', '../x', "' OR 1=1", '<!channel>', 'x'.repeat(65), 12, null, { id: 'pay_1' }]
    for (const action of ['payment.approve', 'alert.acknowledge', 'alert.silence', 'creator.scrape']) {
      for (const value of values) {
        const { status, body, words, raw } = await press(action, value, APPROVER)
        expect([status, body]).toEqual([200, ''])
        expect(words, `${action} ${String(value)}`).toContain('means nothing to Goatherd')
        expect(raw).not.toContain('<!channel>')
      }
    }
    for (const action of ['payment.everything', 'constructor', '__proto__', '']) {
      const { status, posted } = await press(action, 'pay_1', APPROVER)
      expect([status, posted.length], action).toEqual([200, action === '' ? 0 : 1])
    }
  })
})

describe('a handle in several projects', () => {
  it('is answered with the candidates and how to name one', async () => {
    const creator = owedCreator()
    const other = truth.projects.find(({ id }) => id !== creator.project_id)
    await emulator.api('POST', `/projects/${other?.id}/creators`, { tiktok_handle: creator.tiktok_handle })
    await runHour(START_MS + HOUR_MS)
    const words = await read(`owed @${creator.tiktok_handle}`)
    for (const { name } of truth.projects) expect(words).toContain(`/goat owed @${creator.tiktok_handle} in ${name}`)
    expect(await read(`owed @${creator.tiktok_handle} in ${other?.name}`)).toContain('Nothing is owed')
  })
})
