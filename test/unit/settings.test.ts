import { describe, expect, it } from 'vitest'
import { type Env, parseSettings, SettingsError } from '../../src/env.ts'

const KEY = `tga_${'0'.repeat(64)}`
const settingsOf = (values: Record<string, string>) => parseSettings({ ...values } as unknown as Env)

function faultsOf(values: Record<string, string>): SettingsError {
  try {
    settingsOf(values)
  } catch (error) {
    if (error instanceof SettingsError) return error
    throw error
  }
  throw new Error('the settings were accepted')
}

describe('settings', () => {
  it('need no more than a key, and have the documented defaults', () => {
    expect(settingsOf({ TRACKAGOAT_API_KEY: KEY })).toEqual({
      TRACKAGOAT_API_KEY: KEY,
      TRACKAGOAT_BASE_URL: 'https://www.trackagoat.com/api/v1',
      TRACKAGOAT_REQUESTS_PER_MINUTE: 60,
      SLACK_API_URL: 'https://slack.com/api/',
      SLACK_VIEWERS: ['*'],
      SLACK_REQUESTERS: ['*'],
      SLACK_APPROVERS: [],
      TIMEZONE: 'UTC',
      STALE_AFTER_HOURS: 12,
      OVERDUE_AFTER_DAYS: 30,
      REMIND_EVERY_HOURS: 24,
      PAYMENTS: 'off',
      AUTO_LIMIT_CENTS: 0,
      TWO_PERSON_CENTS: 50_000,
      MAX_PAYMENT_CENTS: 500_000,
      MAX_DAILY_CENTS: 2_000_000,
    })
  })

  it('are complained about all at once, by name', () => {
    const { message, faults } = faultsOf({
      TRACKAGOAT_BASE_URL: 'ftp://example.com',
      STALE_AFTER_HOURS: '-1',
      OVERDUE_AFTER_DAYS: '1e3',
      TIMEZONE: 'Mars/Olympus',
      PAYMENTS: 'yes',
      EMAIL_TO: 'a@example.com, nonsense',
      SMTP_URL: 'http://example.com',
      HEARTBEAT_URL: 'not an address',
      SLACK_APPROVERS: 'U1; U2',
    })
    expect(faults.map((fault) => fault.name).sort()).toEqual([
      'EMAIL_TO',
      'HEARTBEAT_URL',
      'OVERDUE_AFTER_DAYS',
      'PAYMENTS',
      'SLACK_APPROVERS',
      'SMTP_URL',
      'STALE_AFTER_HOURS',
      'TIMEZONE',
      'TRACKAGOAT_API_KEY',
      'TRACKAGOAT_BASE_URL',
    ])
    expect(message).toContain('TRACKAGOAT_API_KEY is missing')
    expect(message).toContain('PAYMENTS must be one of off, approve, auto')
  })

  it('never quote a value', () => {
    const secret = 'tga_secret-value-that-is-malformed'
    const { message } = faultsOf({
      TRACKAGOAT_API_KEY: secret,
      TRACKAGOAT_WRITE_KEY: `${secret}-write`,
      SMTP_URL: `smtp//user:${secret}@example.com`,
      PAYMENTS: secret,
      TIMEZONE: secret,
    })
    expect(message).not.toContain('secret')
    expect(message).toContain('TRACKAGOAT_API_KEY must be tga_ and 64 lowercase hex digits')
  })

  it.each([
    ['TRACKAGOAT_BASE_URL', 'https://user:secret@example.com/api/v1'],
    ['TRACKAGOAT_BASE_URL', 'https://example.com/api/v1?x=secret'],
    ['ADMIN_TOKEN', 'two secret words'],
    ['SLACK_BOT_TOKEN', 'xoxb-secret\n'],
    ['SLACK_ALERT_CHANNEL', 'C1/secret'],
  ])('%s that could never work is a fault', (name, value) => {
    const { faults, message } = faultsOf({ TRACKAGOAT_API_KEY: KEY, [name]: value })
    expect(faults.map((fault) => fault.name)).toEqual([name])
    expect(message).not.toContain('secret')
  })

  it('that are blank count as absent', () => {
    const settings = settingsOf({ TRACKAGOAT_API_KEY: KEY, SLACK_BOT_TOKEN: '', STALE_AFTER_HOURS: '', EMAIL_TO: '' })
    expect(settings.SLACK_BOT_TOKEN).toBeUndefined()
    expect(settings.EMAIL_TO).toBeUndefined()
    expect(settings.STALE_AFTER_HOURS).toBe(12)
  })

  it('take lists with spaces and lose a trailing slash of the base address', () => {
    const settings = settingsOf({
      TRACKAGOAT_API_KEY: KEY,
      TRACKAGOAT_BASE_URL: 'http://127.0.0.1:8788/api/v1/',
      EMAIL_TO: 'a@example.com, b@example.com',
      SLACK_APPROVERS: 'U0A , U0B',
    })
    expect(settings.TRACKAGOAT_BASE_URL).toBe('http://127.0.0.1:8788/api/v1')
    expect(settings.EMAIL_TO).toEqual(['a@example.com', 'b@example.com'])
    expect(settings.SLACK_APPROVERS).toEqual(['U0A', 'U0B'])
  })
})
