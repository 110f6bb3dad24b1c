/** What golden files show of alerts is what the watch says: its rules and its buttons, for each kind and standing. */
import { reset } from 'cloudflare:test'
import { afterEach, expect, it } from 'vitest'
import type { AlertGroupNotice } from '../../src/domain/notice.ts'
import { openAlert } from '../../src/durable/watch/conditions.ts'
import { groupNotice, livelyGroups } from '../../src/durable/watch/groups.ts'
import { START_MS, sqlOfWatch } from '../support/worker/farm.ts'
import { ALERTS, RULES } from '../unit/notify/alerts.ts'

afterEach(async () => {
  await reset()
})

/** The watch's own message of a group of that kind, with that many open alerts, taken or silenced. */
function said({ alertKind, openCount, acknowledgedBy, silencedUntil }: AlertGroupNotice): Promise<AlertGroupNotice> {
  return sqlOfWatch((sql) => {
    for (let n = 0; n < openCount; n++) openAlert(sql, alertKind, null, `subject-${n}`, null, START_MS, null)
    sql.exec('UPDATE alert_groups SET acknowledged_by = ?', acknowledgedBy ?? null)
    sql.exec('UPDATE alerts SET silenced = ?', silencedUntil == null ? 0 : 1)
    const [group] = livelyGroups(sql)
    if (group === undefined) throw new Error('no group is open')
    return groupNotice(sql, group, RULES, START_MS, false)
  })
}

const offered = ({ buttons }: AlertGroupNotice) => buttons?.map(({ actionId, text, style }) => [actionId, text, style])

it.each(Object.entries(ALERTS).filter(([, { state }]) => state === 'open'))('%s', async (_name, shown) => {
  const own = await said(shown)
  expect(shown.rule).toBe(own.rule)
  expect(offered(shown)).toEqual(offered(own))
})

it('nothing is offered below what is over', () => {
  for (const [name, { state, buttons }] of Object.entries(ALERTS))
    if (state === 'resolved') expect(buttons, name).toEqual([])
})
