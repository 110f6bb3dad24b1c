/** Silences: what nobody is told of while they last, and what comes after them. */
import { createExecutionContext, reset, runInDurableObject, waitOnExecutionContext } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { app } from '../../src/app.ts'
import type { AlertGroupNotice, LetterNotice } from '../../src/domain/notice.ts'
import type { Silence, SilenceMatch } from '../../src/domain/silences.ts'
import { emulator } from '../support/worker/emulator.ts'
import { workerEnv } from '../support/worker/env.ts'
import {
  deliverAll,
  HOUR_MS,
  hour,
  MAIL_OUTBOX,
  newOrganisation,
  noticesOf,
  runHour,
  SLACK_OUTBOX,
  watch,
} from '../support/worker/farm.ts'

const BY = 'slack:U0ANNA'

beforeEach(async () => {
  await newOrganisation({ projects: 1, creators: 12, accruals: 60 })
})
afterEach(async () => {
  await reset()
})

const isOverdue = (notice: { kind: string }): notice is AlertGroupNotice =>
  notice.kind === 'alert_group' && (notice as AlertGroupNotice).alertKind === 'accrual.overdue'
const told = async () => (await noticesOf(SLACK_OUTBOX)).filter(isOverdue)
const lettersAboutIt = async () =>
  ((await noticesOf(MAIL_OUTBOX)) as LetterNotice[]).filter(({ parts }) => parts.some(isOverdue)).length
const overdue = () => watch().listAlerts({ state: 'open', kind: 'accrual.overdue', limit: 1_000 })

/** The watch, for whom no time has passed since the last run; before the first one it is hour 0. */
async function still() {
  const [last] = await watch().listRuns(1)
  await runInDurableObject(watch(), (object) => {
    object.now = () => (last === undefined ? hour(0) : Date.parse(last.started_at))
  })
  return watch()
}

async function silence(match: SilenceMatch, untilMs: number): Promise<Silence> {
  const added = await (await still()).addSilence({ match, untilMs, by: BY, comment: 'on holiday' })
  if (!added.ok) throw new Error(added.error.code)
  return added.value
}

/** The only group of overdue accruals, and a creator with some of them, not all. */
async function overdueGroup() {
  const alerts = await overdue()
  const [first] = alerts
  if (first?.handle == null) throw new Error('nothing is overdue')
  const own = alerts.filter(({ handle }) => handle === first.handle)
  expect(own.length).toBeLessThan(alerts.length)
  return { groupId: first.group_id, handle: first.handle, own, alerts }
}

describe('a silence of one creator', () => {
  it('takes that creator out of the message at once and leaves the others in it', async () => {
    await runHour(hour(0))
    const { handle, own, alerts } = await overdueGroup()
    const { id } = await silence({ handle: handle.toUpperCase() }, hour(48))
    await watch().handOver()
    const edited = (await told()).at(-1)
    expect(edited).toMatchObject({ state: 'open', openCount: alerts.length - own.length, silencedUntil: null })
    expect(edited?.items.map((item) => item.handle)).not.toContain(handle)
    const marked = (await overdue()).filter((alert) => alert.silenced_by === id)
    expect(marked.map((alert) => alert.id).sort()).toEqual(own.map((alert) => alert.id).sort())
    await deliverAll()
    const before = (await told()).length
    await runHour(hour(1))
    expect((await told()).length).toBe(before)
  })

  it('is the reason that its alerts show, and only they', async () => {
    await runHour(hour(0))
    const { handle, own, alerts } = await overdueGroup()
    await silence({ handle }, hour(48))
    await runHour(hour(1))
    const other = alerts.find((alert) => alert.handle !== handle)
    const silenced = await watch().getAlert(own[0]?.id ?? '')
    expect(silenced?.last_decision).toMatchObject({ action: 'none', reason: 'silenced', open: own.length })
    const heard = await watch().getAlert(other?.id ?? '')
    expect(heard?.last_decision?.reason).toBe('unchanged')
    expect(heard?.silenced_by).toBeNull()
  })

  it('ends, and what still holds is announced then', async () => {
    await runHour(hour(0))
    const { handle, own, alerts } = await overdueGroup()
    await silence({ handle }, hour(3))
    await runHour(hour(1))
    await runHour(hour(2))
    const before = (await told()).length
    await runHour(hour(3))
    const after = (await told()).slice(before)
    expect(after).toHaveLength(1)
    expect(after[0]).toMatchObject({ openCount: alerts.length, newCount: own.length })
    expect((await overdue()).every((alert) => alert.silenced_by === null)).toBe(true)
  })

  it('covers what opens while it lasts, which is announced when it is ended by hand', async () => {
    const { creators } = await emulator.state()
    const someone = creators.find((row) => row.is_active)
    const { id } = await silence({ creator_id: someone?.id ?? '' }, hour(99))
    await runHour(hour(0))
    const own = (await watch().listAlerts({ state: 'open', kind: null, limit: 1_000 })).filter(
      (alert) => alert.handle === someone?.tiktok_handle,
    )
    expect(own.length).toBeGreaterThan(0)
    expect(own.every((alert) => !alert.announced && alert.silenced_by === id)).toBe(true)
    const groups = () => noticesOf(SLACK_OUTBOX).then((all) => all.filter((notice) => notice.kind === 'alert_group'))
    expect(JSON.stringify(await groups())).not.toContain(JSON.stringify(someone?.tiktok_handle))
    expect(await (await still()).endSilence(id, BY)).toBe(true)
    expect(await (await still()).endSilence(id, BY)).toBe(false)
    await runHour(hour(1))
    expect(JSON.stringify(await groups())).toContain(JSON.stringify(someone?.tiktok_handle))
  })
})

describe('a silence of a whole group', () => {
  it('is said by its message, which then stays as it is; no reminder, no letter', async () => {
    await runHour(hour(0))
    const { groupId, alerts } = await overdueGroup()
    const letters = await lettersAboutIt()
    const started = await (await still()).silenceGroup(groupId, BY, 24)
    expect(started).toMatchObject({
      id: expect.stringMatching(/^sil_\d+$/),
      match: { kind: 'accrual.overdue', project_id: alerts[0]?.project?.id },
      until: new Date(hour(24)).toISOString(),
      by: BY,
    })
    await watch().handOver()
    const edited = (await told()).at(-1)
    expect(edited).toMatchObject({
      state: 'open',
      openCount: alerts.length,
      silencedUntil: new Date(hour(24)).toISOString(),
    })
    expect(edited?.buttons?.map(({ actionId }) => actionId)).toEqual(['alert.acknowledge'])
    const before = (await told()).length
    for (const n of [1, 2, 23]) await runHour(hour(n))
    expect((await told()).length).toBe(before)
    expect(await lettersAboutIt()).toBe(letters)
    const alert = await watch().getAlert(alerts[0]?.id ?? '')
    expect(alert?.last_decision).toMatchObject({ action: 'none', reason: 'silenced' })
    expect(alert?.announced).toBe(true)
  })

  it('is followed by a reply that people notice when it is over', async () => {
    await runHour(hour(0))
    const { groupId, alerts } = await overdueGroup()
    await (await still()).silenceGroup(groupId, BY, 2)
    await runHour(hour(1))
    await runHour(hour(2))
    const last = (await told()).slice(-2)
    expect(last.map(({ reminder }) => reminder)).toEqual([false, true])
    expect(last[1]).toMatchObject({ openCount: alerts.length, silencedUntil: null })
    expect((await watch().getAlert(alerts[0]?.id ?? ''))?.last_decision).toMatchObject({
      action: 'remind',
      reason: 'silence_over',
    })
  })

  it('in which all is resolved closes the message without a letter', async () => {
    await runHour(hour(0))
    const { groupId } = await overdueGroup()
    const letters = await lettersAboutIt()
    await (await still()).silenceGroup(groupId, BY, 24)
    for (const { subject_id } of await overdue()) await emulator.act({ do: 'reject', accrual_id: subject_id })
    await runHour(hour(1))
    expect((await told()).at(-1)).toMatchObject({ state: 'resolved', openCount: 0 })
    expect(await lettersAboutIt()).toBe(letters)
    const alerts = await watch().listAlerts({ state: 'resolved', kind: 'accrual.overdue', limit: 1_000 })
    expect(alerts.every((alert) => alert.silenced_by === null)).toBe(true)
  })

  it('of something that was never announced says nothing until it is over', async () => {
    await silence({ kind: 'accrual.overdue' }, hour(2))
    await runHour(hour(0))
    await runHour(hour(1))
    expect(await told()).toEqual([])
    const [alert] = await overdue()
    expect((await watch().getAlert(alert?.id ?? ''))?.decisions).toMatchObject([{ reason: 'silenced', times: 2 }])
    await runHour(hour(2))
    expect(await told()).toMatchObject([{ reminder: false, openCount: (await overdue()).length }])
  })

  it('is refused where there is no such group, nothing open, or nobody would hear of a blind watch', async () => {
    await runHour(hour(0))
    for (const id of ['grp_999', 'grp_', 'sil_1', '', "grp_1' OR 1=1"]) {
      expect(await (await still()).silenceGroup(id, BY, 24)).toBeNull()
    }
    await emulator.options({ api_key_valid: false })
    await runHour(hour(1))
    const [failing] = await watch().listAlerts({ state: 'open', kind: 'watch.failing', limit: 1 })
    expect(failing).toBeDefined()
    expect(await (await still()).silenceGroup(failing?.group_id ?? '', BY, 24)).toBeNull()
    expect(
      await (await still()).addSilence({ match: { kind: 'watch.failing' }, untilMs: hour(9), by: BY, comment: null }),
    ).toMatchObject({ ok: false, error: { code: 'silence_not_allowed' } })
  })
})

describe('GET, POST and DELETE /v1/silences', () => {
  const api = async (method: string, path: string, body?: unknown, token = 'admin-token-for-tests') => {
    const context = createExecutionContext()
    const request = new Request(`http://goatherd.test/v1/silences${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const response = await app.fetch(request, workerEnv, context)
    await waitOnExecutionContext(context)
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
  const until = new Date(Date.now() + 3 * HOUR_MS).toISOString()

  it('start, list and end a silence; ending it twice is no mistake', async () => {
    const added = await api('POST', '', {
      match: { kind: 'creator.stale', handle: '@anna' },
      until,
      comment: 'holiday',
    })
    expect(added).toMatchObject({
      status: 201,
      body: { match: { kind: 'creator.stale', handle: 'anna' }, until, comment: 'holiday', by: 'token:ADMIN_TOKEN' },
    })
    expect(await api('GET', '')).toEqual({ status: 200, body: [added.body] })
    expect((await api('DELETE', `/${added.body.id}`)).status).toBe(204)
    expect((await api('DELETE', `/${added.body.id}`)).status).toBe(204)
    expect(await api('GET', '')).toEqual({ status: 200, body: [] })
  })

  it('go by the hours that were checked when those are behind the clock on the wall', async () => {
    await runHour(hour(0))
    const soon = new Date(hour(1)).toISOString()
    expect((await api('POST', '', { match: { kind: 'creator.stale' }, until: soon })).status).toBe(201)
    expect((await api('GET', '')).body).toHaveLength(1)
  })

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /body/],
    ['a list', [], /body/],
    ['no match', { until }, /match/],
    ['an empty match', { match: {}, until }, /everything/],
    ['an unknown kind', { match: { kind: 'creator.late' }, until }, /match\.kind/],
    ['an unknown field', { match: { creator: 'x' }, until }, /match/],
    ['the watch itself', { match: { kind: 'watch.failing' }, until }, /watch\.failing/],
    ['no end', { match: { handle: 'anna' } }, /until/],
    ['an end that is no time', { match: { handle: 'anna' }, until: 'tomorrow' }, /until/],
    ['an end in the past', { match: { handle: 'anna' }, until: '2020-01-01T00:00:00Z' }, /future/],
    ['a number for a handle', { match: { handle: 7 }, until }, /match\.handle/],
    ['a comment of 10,000 characters', { match: { handle: 'anna' }, until, comment: 'x'.repeat(10_000) }, /comment/],
  ])('refuse %s, saying what is wrong', async (_, body, detail) => {
    const answer = await api('POST', '', body)
    expect(answer.status).toBe(400)
    expect(answer.body.detail).toMatch(detail)
    expect(answer.body.code).toMatch(/^(invalid_body|silence_\w+)$/)
    expect((await api('GET', '')).body).toEqual([])
  })

  it('are for tokens only', async () => {
    for (const method of ['GET', 'POST']) expect((await api(method, '', undefined, 'wrong')).status).toBe(401)
    expect((await api('DELETE', '/sil_1', undefined, 'wrong')).status).toBe(401)
  })
})

it('a silence that is long over is forgotten', async () => {
  await silence({ handle: 'anna' }, hour(1))
  await runHour(hour(0))
  await runHour(hour(24 * 40))
  const left = await runInDurableObject(watch(), (_, state) =>
    state.storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM silences').one(),
  )
  expect(left.n).toBe(0)
})
