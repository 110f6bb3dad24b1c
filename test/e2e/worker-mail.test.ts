import { describe, expect, it } from 'vitest'
import { createMailbox } from '../../emulator/mail/index.ts'
import type { MailMessage, State } from '../support/node/e2e-emulator.ts'
import { hour, stage } from '../support/node/e2e-stage.ts'
import { overdueAt } from '../support/node/e2e-truth.ts'
import { until } from '../support/node/e2e-wait.ts'
import { settingsFor } from '../support/node/e2e-worker.ts'

const ORGANISATION = { now: new Date(hour(0)).toISOString() }

/** The letter of a first look: to the team, with what is overdue by name. */
function expectFirstLetter(letters: readonly MailMessage[], state: State): void {
  expect(letters).toHaveLength(1)
  const [letter] = letters
  expect(letter?.envelope).toEqual({ from: 'goatherd@example.com', to: ['team@example.com'] })
  expect(letter?.subject).toMatch(new RegExp(`first look: ${state.creators.length} creators`))
  const overdue = overdueAt(state, hour(0)).map((id) => state.accruals.find((row) => row.id === id)?.creator_id)
  expect(overdue.length).toBeGreaterThan(0)
  for (const id of overdue) {
    const handle = state.creators.find((row) => row.id === id)?.tiktok_handle
    expect(letter?.text).toContain(`@${handle}`)
    expect(letter?.html).toContain(`@${handle}`)
  }
}

describe('mail', () => {
  const farm = stage()

  it('arrives through Resend', async () => {
    const emulator = await farm.emulator(ORGANISATION)
    const { SMTP_URL: _, ...settings } = settingsFor(emulator)
    const worker = await farm.worker({
      ...settings,
      RESEND_API_KEY: 're_e2e_key',
      RESEND_API_URL: `http://127.0.0.1:${emulator.port}/mail/resend`,
    })
    await worker.check(hour(0))
    await until('a letter', async () => (await emulator.mail()).length > 0)
    const letters = await emulator.mail()
    expect(letters.map(({ via }) => via)).toEqual(['resend'])
    expectFirstLetter(letters, await emulator.state())
  })

  it('arrives through the EMAIL binding when neither SMTP nor Resend is set', async () => {
    const emulator = await farm.emulator(ORGANISATION)
    const { SMTP_URL: _, ...settings } = settingsFor(emulator)
    const worker = await farm.worker(settings)
    await worker.check(hour(0))
    const mailbox = createMailbox({ now: () => new Date() })
    const follower = mailbox.follow(worker.url, 60_000)
    try {
      await until('a letter', async () => (await follower.poll()) > 0)
    } finally {
      follower.close()
    }
    const { messages } = mailbox.state() as { messages: MailMessage[] }
    expect(messages.map(({ via }) => via)).toEqual(['binding'])
    expectFirstLetter(messages, await emulator.state())
  })
})
