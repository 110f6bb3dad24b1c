import { reset, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '../../src/durable/watch/schema.ts'
import { emulator } from '../support/worker/emulator.ts'
import { eventsOf, hour, newOrganisation, runHour, sqlOfWatch, watch } from '../support/worker/farm.ts'
import { payElsewhere, paymentEvents } from '../support/worker/payments-elsewhere.ts'

beforeEach(async () => {
  await newOrganisation()
})
afterEach(async () => {
  await reset()
})

describe('a watch from before payments were judged', () => {
  it('reads all payments once more for their lines, and takes those it knew for history', async () => {
    await newOrganisation({ creators: 260, accruals: 2_400 })
    await runHour(hour(0))
    await runHour(hour(1))
    const linesBefore = await sqlOfWatch((sql) => Array.from(sql.exec('SELECT * FROM payment_lines').raw()))
    await runInDurableObject(watch(), (_, state) => {
      const { sql } = state.storage
      for (const table of ['payment_lines', 'double_suspects', 'payments_to_ask', 'unjudged', 'silences']) {
        sql.exec(`DROP TABLE ${table}`)
      }
      for (const index of ['alerts_creator', 'alerts_silenced']) sql.exec(`DROP INDEX ${index}`)
      for (const column of [
        'payments.origin',
        'payments.revision',
        'events.noted',
        'alerts.creator_id',
        'alerts.silenced',
        'alerts.silence_seq',
        'alert_groups.acknowledged_by',
        'alert_groups.says_silenced',
        'decisions.silenced',
      ]) {
        const [table, name] = column.split('.')
        sql.exec(`ALTER TABLE ${table} DROP COLUMN ${name}`)
      }
      sql.exec("DELETE FROM meta WHERE key IN ('payments_known', 'voids_looked_for_seq')")
      sql.exec('DELETE FROM migrations WHERE n >= 2')
      migrate(state.storage)
    })
    const payment = await payElsewhere()
    const events = await eventsOf(() => runHour(hour(2)))
    expect(paymentEvents(events)).toEqual([`payment.external:${payment.id}:1`])
    const lines = await sqlOfWatch((sql) => Array.from(sql.exec('SELECT * FROM payment_lines').raw()))
    expect(linesBefore.length).toBeGreaterThan(100)
    expect(lines).toEqual(expect.arrayContaining(linesBefore))
    const creators = await sqlOfWatch((sql) => sql.exec('SELECT 1 FROM alerts WHERE creator_id IS NULL').toArray())
    expect(creators).toEqual([])
    // And it is done with that.
    await emulator.clearLog()
    await runHour(hour(3))
    expect((await emulator.log()).filter(({ path }) => path === '/api/v1/payout-payments')).toHaveLength(1)
  })
})
