/**
 * Answers to a person through Slack's `response_url`: five within 30 minutes of the command or click.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 * The address came with a signed request; all the same nothing is sent to any other host than Slack's, or to this machine
 * (the emulator).
 */
import type { Answer } from '../domain/answer.ts'
import { renderAnswer } from './render/answer.ts'
import type { SlackMessage } from './render/blocks.ts'
import { renderSlackPlain } from './render/slack.ts'

/** What Slack takes as the body of the answer to a slash command: only whoever typed it sees it. */
export interface AnswerBody extends SlackMessage {
  readonly response_type: 'ephemeral'
}

/** How an answer is to be shown; by default as a new message for one person. */
export interface ResponseOptions {
  readonly timeoutMs?: number
}

/**
 * - `sent`: Slack has taken it.
 * - `retry`: Slack could not be asked, or was busy; a later attempt may succeed. It may have been shown all the same.
 * - `gone`: the address is used up, too old or none of Slack's: no repeat can help.
 */
export type Posted = 'sent' | 'retry' | 'gone'

const TIMEOUT_MS = 5_000
const SLACK_HOSTS = ['slack.com', 'slack-gov.com']
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
/** What is read of Slack's answer; it is `ok` or a short error. */
const ANSWER_MAX = 2_000

/** The answer as the body of the HTTP response to a slash command. */
export function answerBody(answer: Answer): AnswerBody {
  const { text, blocks } = renderAnswer(answer)
  return { response_type: 'ephemeral', text, blocks }
}

/** Posts an answer. Blocks that Slack refuses are sent once more as text. Never throws for what the outside does. */
export async function postToResponseUrl(url: string, answer: Answer, options: ResponseOptions = {}): Promise<Posted> {
  if (!isAllowed(url)) return 'gone'
  const frame = { response_type: 'ephemeral', replace_original: false }
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  const { text, blocks } = renderAnswer(answer)
  const posted = await post(url, { ...frame, text, blocks }, timeoutMs)
  if (posted !== 'refused') return posted
  const words = renderSlackPlain({ kind: 'answer', at: '', answer })
  const again = await post(url, { ...frame, text: words }, timeoutMs)
  return again === 'refused' ? 'gone' : again
}

function isAllowed(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, username, password } = new URL(url)
  if (username !== '' || password !== '') return false
  if (LOOPBACK.includes(hostname)) return protocol === 'https:' || protocol === 'http:'
  return protocol === 'https:' && SLACK_HOSTS.some((host) => hostname === host || hostname.endsWith(`.${host}`))
}

async function post(url: string, body: object, timeoutMs: number): Promise<Posted | 'refused'> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), timeoutMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: abort.signal,
    })
    const said = (await response.text()).slice(0, ANSWER_MAX)
    return judge(response.status, said)
  } catch {
    return 'retry'
  } finally {
    clearTimeout(timer)
  }
}

function judge(status: number, said: string): Posted | 'refused' {
  // Slack may also refuse with 200 and `{"ok":false,"error":"expired_url"}`.
  const isRefusal = /"ok"\s*:\s*false/.test(said)
  if (status >= 200 && status < 300) return isRefusal ? (isAboutContent(said) ? 'refused' : 'gone') : 'sent'
  if (status === 429 || status === 408 || status >= 500) return 'retry'
  return status === 400 ? 'refused' : 'gone'
}

function isAboutContent(said: string): boolean {
  return /blocks|no_text|too_long/.test(said)
}
