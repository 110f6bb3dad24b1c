/** Taking an alert: who did is said at once, and they are left in peace until something joins. */
import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlertGroupNotice, AlertKind } from '../../src/domain/notice.ts'
import { emulator } from '../support/worker/emulator.ts'
import {
  deliverAll,
  HOUR_MS,
  hour,
  newOrganisation,
  noticesOf,
  runHour,
  SLACK_OUTBOX,
  watch,
} from '../support/worker/farm.ts'

const BY = 'slack:U0ANNA'
const DAY = 24

beforeEach(async () => {
  await newOrganisation({ projects: 1, creators: 12, accruals: 60 })
})
afterEach(async () => {
  await reset()
})

const told = async (kind: AlertKind) =>
  (await noticesOf(SLACK_OUTBOX)).filter(
    (notice): notice is AlertGroupNotice => notice.kind === 'alert_group' && notice.alertKind === kind,
  )
const actions = (notice: AlertGroupNotice | undefined) => notice?.buttons?.map(({ actionId }) => actionId) ?? []

async function openAlerts(kind: AlertKind) {
  const alerts = await watch().listAlerts({ state: 'open', kind, limit: 1_000 })
  const [first] = alerts
  if (first === undefined) throw new Error(`nothing is open of ${kind}`)
  return { alerts, groupId: first.group_id, alertId: first.id }
}

/** An accrual whose period ended long ago: overdue by the next hour. */
async function anotherOverdue(): Promise<void> {
  const settled = (await emulator.state()).accruals.find(
    ({ status, period_end_at }) => status === 'rejected' && hour(0) - Date.parse(period_end_at) > 31 * DAY * HOUR_MS,
  )
  await emulator.act({ do: 'reopen', accrual_id: settled?.id })
}

describe('an acknowledged group', () => {
  it('says who took it before the next run', async () => {
    await runHour(hour(0))
    const { groupId, alerts } = await openAlerts('accrual.overdue')
    const [first] = await told('accrual.overdue')
    expect(actions(first)).toEqual(['alert.acknowledge', 'alert.silence'])
    expect(first?.buttons?.every(({ value }) => value === groupId)).toBe(true)
    expect(await watch().acknowledge(groupId, BY)).toBe('acknowledged')
    await watch().handOver()
    await deliverAll()
    const edited = (await told('accrual.overdue')).at(-1)
    expect(edited).toMatchObject({ state: 'open', openCount: alerts.length, acknowledgedBy: BY, reminder: false })
    expect(actions(edited)).toEqual(['alert.silence'])
    const message = (await emulator.slack()).find(({ blocks }) => JSON.stringify(blocks).includes('U0ANNA'))
    expect(message?.edits).toHaveLength(1)
  })

  it('is taken once, and only while something announced is open', async () => {
    await runHour(hour(0))
    const { groupId, alerts } = await openAlerts('accrual.overdue')
    expect(await watch().acknowledge(groupId, BY)).toBe('acknowledged')
    expect(await watch().acknowledge(groupId, 'slack:U0BEN')).toBe('known')
    for (const id of ['grp_999', 'grp_', 'alr_1', '', '1']) {
      expect(await watch().acknowledge(id, BY)).toBe('not_open')
    }
    for (const { subject_id } of alerts) await emulator.act({ do: 'reject', accrual_id: subject_id })
    await runHour(hour(1))
    expect(await watch().acknowledge(groupId, BY)).toBe('not_open')
  })

  it('is not reminded of, and the alert shows why', async () => {
    await runHour(hour(0))
    const { groupId, alertId, alerts } = await openAlerts('accrual.overdue')
    await watch().acknowledge(groupId, BY)
    await watch().handOver()
    const before = (await told('accrual.overdue')).length
    // Nothing may come due in between, or the group would have changed.
    for (const n of [1, 25, 26]) await runHour(hour(n))
    const after = (await openAlerts('accrual.overdue')).alerts
    expect(after.map(({ id }) => id)).toEqual(alerts.map(({ id }) => id))
    expect((await told('accrual.overdue')).length).toBe(before)
    const alert = await watch().getAlert(alertId)
    expect(alert).toMatchObject({ acknowledged_by: BY, last_decision: { action: 'none', reason: 'acknowledged' } })
    expect(alert?.decisions.map(({ reason, run_id }) => [reason, run_id])).toContainEqual([
      'acknowledged',
      'between_runs',
    ])
  })

  it('is nobody’s any more when an alert joins, and reminders come again', async () => {
    await runHour(hour(0))
    for (const { subject_id } of (await openAlerts('accrual.overdue')).alerts.slice(0, 1)) {
      await emulator.act({ do: 'reject', accrual_id: subject_id })
    }
    await runHour(hour(1))
    const { groupId } = await openAlerts('accrual.overdue')
    await watch().acknowledge(groupId, BY)
    await anotherOverdue()
    await runHour(hour(2))
    const joined = (await told('accrual.overdue')).at(-1)
    expect(joined).toMatchObject({ newCount: 1, acknowledgedBy: null })
    expect(actions(joined)).toContain('alert.acknowledge')
    await runHour(hour(26))
    expect((await told('accrual.overdue')).at(-1)?.reminder).toBe(true)
  })

  it('is still kept up to date as alerts leave it', async () => {
    await runHour(hour(0))
    const { groupId, alerts } = await openAlerts('accrual.overdue')
    await watch().acknowledge(groupId, BY)
    await emulator.act({ do: 'reject', accrual_id: alerts[0]?.subject_id })
    await runHour(hour(1))
    expect((await told('accrual.overdue')).at(-1)).toMatchObject({
      openCount: alerts.length - 1,
      resolvedCount: 1,
      acknowledgedBy: BY,
    })
  })

  it('starts its next life untaken', async () => {
    await runHour(hour(0))
    const { groupId, alerts } = await openAlerts('accrual.overdue')
    await watch().acknowledge(groupId, BY)
    for (const { subject_id } of alerts) await emulator.act({ do: 'reject', accrual_id: subject_id })
    await runHour(hour(1))
    expect((await told('accrual.overdue')).at(-1)).toMatchObject({ state: 'resolved', buttons: [] })
    await emulator.act({ do: 'reopen', accrual_id: alerts[0]?.subject_id })
    await runHour(hour(2))
    expect((await told('accrual.overdue')).at(-1)).toMatchObject({ state: 'open', acknowledgedBy: null })
    expect(await watch().acknowledge(groupId, BY)).toBe('acknowledged')
  })
})

describe('buttons', () => {
  it('of a failing watch let people take it, not silence it', async () => {
    await emulator.options({ api_key_valid: false })
    await runHour(hour(0))
    const { groupId } = await openAlerts('watch.failing')
    expect(actions((await told('watch.failing')).at(-1))).toEqual(['alert.acknowledge'])
    expect(await watch().acknowledge(groupId, BY)).toBe('acknowledged')
    const before = (await told('watch.failing')).filter(({ reminder }) => reminder).length
    await runHour(hour(30))
    expect((await told('watch.failing')).filter(({ reminder }) => reminder)).toHaveLength(before)
  })

  it('of one stale creator start a scrape; of several they do not', async () => {
    await runHour(hour(0))
    const { alerts } = await openAlerts('creator.stale')
    expect(alerts.length).toBeGreaterThan(1)
    expect(actions((await told('creator.stale')).at(-1))).toEqual(['alert.acknowledge', 'alert.silence'])
    const [left, ...others] = alerts
    for (const { subject_id } of others) await emulator.act({ do: 'deactivate', creator_id: subject_id })
    await runHour(hour(1))
    const notice = (await told('creator.stale')).at(-1)
    expect(notice?.openCount).toBe(1)
    expect(notice?.buttons?.at(-1)).toMatchObject({ actionId: 'creator.scrape', value: left?.subject_id })
  })
})
