/**
 * Slack as a channel, over slack-web-api-client. Measured (1.1.14, esbuild --minify, gzip): 6.6 KB; it takes another
 * API address, writes to the console only at log level DEBUG, and puts answers into the messages of its errors, which
 * are therefore never passed on. Its own retry on 429 sleeps inside the call: it is switched off, the outbox waits.
 * It has no AbortSignal: a late call is left alone, and counts as not sent.
 */
import { SlackAPIClient, SlackAPIConnectionError } from 'slack-web-api-client'
import { reasonWord, retryAfterMs, within } from './deadline.ts'
import { type Delivery, type Notifier, OPERATOR_RETRY_MS, type Outcome } from './port.ts'
import type { Block } from './render/blocks.ts'
import { renderSlack, renderSlackPlain } from './render/slack.ts'
import { slackRemedy } from './slack-errors.ts'

/** Settings of a Slack channel. */
export interface SlackOptions {
  /** Where the Web API is, e.g. `https://slack.com/api/`. */
  readonly apiUrl: string
  /** Bot token with scope `chat:write`. */
  readonly token: string
  /** Id of the channel for new messages. */
  readonly channel: string
  /** For one call, in ms. */
  readonly timeoutMs?: number
}

/** Where a message stands: `channel:ts`. */
interface Place {
  readonly channel: string
  readonly ts: string
}

interface Content {
  readonly text: string
  readonly blocks: readonly Block[]
}

/** One call, judged. `code` is Slack's error. */
type Answer =
  | { readonly kind: 'ok'; readonly channel: string | undefined; readonly ts: string | undefined }
  | { readonly kind: 'refused'; readonly code: string; readonly afterMs: number | null }
  | { readonly kind: 'failed'; readonly reason: string; readonly afterMs: number | null }

const DEFAULT_TIMEOUT_MS = 15_000

/** Nothing in the text is turned into links or mentions, and no link is unfolded. */
const QUIET = { parse: 'none', link_names: false } as const
const NO_UNFURL = { mrkdwn: false, unfurl_links: false, unfurl_media: false } as const

/** Delivers to one Slack channel. Answers `sent` with the place of the living message. */
export function createSlackNotifier(options: SlackOptions): Notifier {
  const client = new SlackAPIClient(options.token, {
    baseUrl: options.apiUrl,
    logLevel: 'ERROR',
    retryHandlers: [],
    throwSlackAPIError: false,
  })
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS

  function send(mode: Delivery['mode'], place: Place | null, { text, blocks }: Content): Promise<Answer> {
    const content = { text, ...QUIET }
    // An edit without blocks would keep the old ones in sight: an empty list takes them away.
    if (mode === 'update' && place)
      return judge(client.chat.update({ ...content, ...place, blocks: [...blocks] }), timeoutMs)
    const layout = blocks.length > 0 ? { blocks: [...blocks] } : {}
    const thread = mode === 'reply' && place ? { thread_ts: place.ts, reply_broadcast: true } : {}
    const channel = place?.channel ?? options.channel
    return judge(client.chat.postMessage({ ...content, ...layout, ...NO_UNFURL, ...thread, channel }), timeoutMs)
  }

  return {
    async deliver({ mode, ref, notice }) {
      let target: { mode: Delivery['mode']; place: Place | null } = targetOf(mode, ref)
      let content: Content = renderSlack(notice)
      // Each turn but the last changes what is sent: anew instead of changed, plain instead of blocks.
      for (let turn = 0; turn < 3; turn += 1) {
        const answer = await send(target.mode, target.place, content)
        if (answer.kind === 'ok') return { outcome: 'sent', ref: refAfter(target, answer) ?? ref }
        if (answer.kind === 'failed') return { outcome: 'retry', reason: answer.reason, afterMs: answer.afterMs }
        const remedy = slackRemedy(answer.code)
        if (remedy === 'repost' && target.place) target = { mode: 'post', place: null }
        else if (remedy === 'plain' && content.blocks.length > 0)
          content = { text: renderSlackPlain(notice), blocks: [] }
        else return outcomeOf(answer)
      }
      return { outcome: 'retry', reason: 'slack_undecided', afterMs: null }
    },
  }
}

function targetOf(mode: Delivery['mode'], ref: string | null): { mode: Delivery['mode']; place: Place | null } {
  const [channel, ts, ...more] = ref?.split(':') ?? []
  if (mode === 'post' || !channel || !ts || more.length > 0) return { mode: 'post', place: null }
  return { mode, place: { channel, ts } }
}

/** The living message stays the one that was changed or answered; a new post becomes it. */
function refAfter(target: { place: Place | null }, answer: Answer & { kind: 'ok' }): string | null {
  if (target.place) return `${target.place.channel}:${target.place.ts}`
  return answer.channel && answer.ts ? `${answer.channel}:${answer.ts}` : null
}

function outcomeOf({ code, afterMs }: Answer & { kind: 'refused' }): Outcome {
  const reason = reasonWord('slack', code, 'slack_unknown_error')
  switch (slackRemedy(code)) {
    case 'operator':
      return { outcome: 'retry', reason, afterMs: afterMs ?? OPERATOR_RETRY_MS }
    case 'wait':
      return { outcome: 'retry', reason, afterMs }
    default:
      return { outcome: 'drop', reason }
  }
}

/** What the library hands back, as far as it is relied on. */
interface Reply {
  readonly ok?: boolean
  readonly error?: string
  readonly channel?: string
  readonly ts?: string
  readonly headers: Headers
}

async function judge(call: Promise<Reply>, timeoutMs: number): Promise<Answer> {
  try {
    const reply = await within(call, timeoutMs)
    if (reply === 'timeout') return { kind: 'failed', reason: 'slack_timeout', afterMs: null }
    const { ok, error, channel, ts, headers } = reply.value
    if (ok === true) return { kind: 'ok', channel, ts }
    if (typeof error === 'string') return { kind: 'refused', code: error, afterMs: retryAfterMs(headers) }
    return { kind: 'failed', reason: 'slack_malformed_answer', afterMs: null }
  } catch (error) {
    if (!(error instanceof SlackAPIConnectionError))
      return { kind: 'failed', reason: 'slack_malformed_answer', afterMs: null }
    const { status, headers } = error
    if (status === 429)
      return { kind: 'failed', reason: 'slack_ratelimited', afterMs: headers ? retryAfterMs(headers) : null }
    return {
      kind: 'failed',
      reason: status > 0 ? `slack_http_${status}` : 'slack_unreachable',
      afterMs: headers ? retryAfterMs(headers) : null,
    }
  }
}
