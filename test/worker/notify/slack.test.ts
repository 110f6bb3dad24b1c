/** The Slack notifier in workerd, over a real connection to a scripted server. */
import { describe, expect, test, vi } from 'vitest'
import type { Delivery } from '../../../src/notify/port.ts'
import { OPERATOR_RETRY_MS } from '../../../src/notify/port.ts'
import { createSlackNotifier } from '../../../src/notify/slack.ts'
import { SLACK_REMEDIES } from '../../../src/notify/slack-errors.ts'
import type { Asked, ScriptedAnswer } from '../../support/worker/notify-ports.ts'
import { OVERDUE } from '../../unit/notify/alerts.ts'
import { NEWS } from '../../unit/notify/notices.ts'
import { ports, scripted } from './servers.ts'

const TOKEN = 'xoxb-secret'
const PLACE = 'C0LIVING:1777.000100'
const OK = { body: { ok: true, channel: 'C0ALERTS', ts: '1778.000200' } }
const refusal = (error: string): ScriptedAnswer => ({ body: { ok: false, error } })

function deliver(apiUrl: string, more: Partial<Delivery> = {}, timeoutMs = 5_000) {
  const notifier = createSlackNotifier({ apiUrl, token: TOKEN, channel: 'C0ALERTS', timeoutMs })
  return notifier.deliver({ id: 'd1', mode: 'post', ref: null, notice: OVERDUE, ...more })
}

/** The call and its arguments; blocks and numbers are JSON in form fields. */
function read(asked: Asked | undefined): { method: string | undefined; args: Record<string, string> } {
  return { method: asked?.path.slice(1), args: Object.fromEntries(new URLSearchParams(asked?.body ?? '')) }
}

describe('a message', () => {
  test('is posted quietly, with blocks, and its place is remembered', async () => {
    const slack = await scripted(OK)
    expect(await deliver(slack.url, { notice: NEWS })).toEqual({ outcome: 'sent', ref: 'C0ALERTS:1778.000200' })
    const [asked] = await slack.asked()
    expect(asked?.headers.authorization).toBe(`Bearer ${TOKEN}`)
    const { method, args } = read(asked)
    expect(method).toBe('chat.postMessage')
    expect(args).toMatchObject({
      channel: 'C0ALERTS',
      mrkdwn: 'false',
      parse: 'none',
      unfurl_links: 'false',
      unfurl_media: 'false',
    })
    expect(args.text).toContain('14 accruals earned')
    expect(args.blocks).toContain('&lt;!channel&gt;')
    expect(args).not.toHaveProperty('thread_ts')
  })

  test('is changed in place, and stays the living one', async () => {
    const slack = await scripted(OK)
    expect(await deliver(slack.url, { mode: 'update', ref: PLACE })).toEqual({ outcome: 'sent', ref: PLACE })
    expect(read((await slack.asked())[0])).toMatchObject({
      method: 'chat.update',
      args: { channel: 'C0LIVING', ts: '1777.000100', parse: 'none' },
    })
  })

  test('is answered in its thread, for the whole channel to see', async () => {
    const slack = await scripted(OK)
    expect(await deliver(slack.url, { mode: 'reply', ref: PLACE })).toEqual({ outcome: 'sent', ref: PLACE })
    expect(read((await slack.asked())[0])).toMatchObject({
      method: 'chat.postMessage',
      args: { channel: 'C0LIVING', thread_ts: '1777.000100', reply_broadcast: 'true' },
    })
  })

  test.each(['update', 'reply'] as const)('that has no place yet is posted instead of %s', async (mode) => {
    for (const ref of [null, 'nonsense', ':']) {
      const slack = await scripted(OK)
      expect(await deliver(slack.url, { mode, ref })).toEqual({ outcome: 'sent', ref: 'C0ALERTS:1778.000200' })
      expect(read((await slack.asked())[0]).args).not.toHaveProperty('thread_ts')
    }
  })

  test.each([
    ['update', 'message_not_found'],
    ['update', 'cant_update_message'],
    ['update', 'edit_window_closed'],
    ['reply', 'thread_not_found'],
  ] as const)('is posted anew when %s is refused with %s', async (mode, error) => {
    const slack = await scripted(refusal(error), OK)
    expect(await deliver(slack.url, { mode, ref: PLACE })).toEqual({ outcome: 'sent', ref: 'C0ALERTS:1778.000200' })
    const [, second, ...more] = (await slack.asked()).map(read)
    expect(more).toEqual([])
    expect(second).toMatchObject({ method: 'chat.postMessage', args: { channel: 'C0ALERTS' } })
    expect(second?.args).not.toHaveProperty('thread_ts')
  })

  test('whose blocks are refused is said in plain words', async () => {
    const slack = await scripted(refusal('invalid_blocks'), OK)
    expect(await deliver(slack.url)).toMatchObject({ outcome: 'sent' })
    const { args } = read((await slack.asked())[1])
    expect(args).not.toHaveProperty('blocks')
    expect(args.text).toContain('@goatfarm (The Goat Farm) — $50.00 — 7–13 Apr 2026')
    expect(args.text).toContain('ask why: grp_12')
  })

  test('whose changed blocks are refused loses the old ones, too', async () => {
    const slack = await scripted(refusal('msg_blocks_too_long'), OK)
    expect(await deliver(slack.url, { mode: 'update', ref: PLACE })).toEqual({ outcome: 'sent', ref: PLACE })
    expect(read((await slack.asked())[1])).toMatchObject({ method: 'chat.update', args: { blocks: '[]' } })
  })

  test('survives both, one after the other, and no more', async () => {
    const both = await scripted(refusal('invalid_blocks'), refusal('message_not_found'), OK)
    expect(await deliver(both.url, { mode: 'update', ref: PLACE })).toMatchObject({ outcome: 'sent' })
    const never = await scripted(refusal('invalid_blocks'), refusal('invalid_blocks'))
    expect(await deliver(never.url)).toEqual({ outcome: 'drop', reason: 'slack_invalid_blocks' })
    expect(await never.asked()).toHaveLength(2)
  })
})

describe('a refusal', () => {
  test('because of the pace is obeyed at once, without sleeping inside', async () => {
    const slack = await scripted({
      status: 429,
      headers: { 'retry-after': '3600' },
      body: { ok: false, error: 'ratelimited' },
    })
    expect(await deliver(slack.url)).toEqual({ outcome: 'retry', reason: 'slack_ratelimited', afterMs: 3_600_000 })
    expect(await slack.asked()).toHaveLength(1)
  })

  test('because of the pace may come as an answer, too', async () => {
    const slack = await scripted({ headers: { 'retry-after': '5' }, body: { ok: false, error: 'ratelimited' } })
    expect(await deliver(slack.url)).toEqual({ outcome: 'retry', reason: 'slack_ratelimited', afterMs: 5_000 })
  })

  const codes = Object.entries(SLACK_REMEDIES).filter(([, remedy]) => ['wait', 'operator', 'drop'].includes(remedy))
  test.each(codes)('%s means: %s', async (code, remedy) => {
    const slack = await scripted(refusal(code))
    const reason = `slack_${code}`
    expect(await deliver(slack.url)).toEqual(
      remedy === 'drop'
        ? { outcome: 'drop', reason }
        : { outcome: 'retry', reason, afterMs: remedy === 'operator' ? OPERATOR_RETRY_MS : null },
    )
  })

  test.each([
    ['nobody knows', { body: { ok: false, error: 'brand_new_error' } }, 'slack_brand_new_error'],
    ['no word fits', { body: { ok: false, error: `no ${TOKEN}!` } }, 'slack_unknown_error'],
    ['is a name of the language', { body: { ok: false, error: 'constructor' } }, 'slack_constructor'],
    ['is no refusal', { body: { ok: false } }, 'slack_malformed_answer'],
    ['is no JSON', { body: '<html>' }, 'slack_malformed_answer'],
    ['comes from a proxy', { status: 503, body: '<html>' }, 'slack_http_503'],
    ['is a broken connection', { cut: true }, 'slack_unreachable'],
  ])('that %s is tried again', async (_what, answer, reason) => {
    const slack = await scripted(answer)
    expect(await deliver(slack.url)).toEqual({ outcome: 'retry', reason, afterMs: null })
    expect(await slack.asked()).toHaveLength(1)
  })

  test('to answer at all is tried again', async () => {
    const slack = await scripted({ hang: true })
    expect(await deliver(slack.url, {}, 200)).toEqual({ outcome: 'retry', reason: 'slack_timeout', afterMs: null })
    expect(await deliver(`http://127.0.0.1:${ports.closed}/`)).toEqual({
      outcome: 'retry',
      reason: 'slack_unreachable',
      afterMs: null,
    })
  })
})

test('nothing is written to the console, whatever happens', async () => {
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) => vi.spyOn(console, level))
  for (const answer of [OK, refusal('invalid_auth'), { status: 500 }, { body: '<html>' }, { cut: true }]) {
    await deliver((await scripted(answer)).url)
  }
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})
