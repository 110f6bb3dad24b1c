/**
 * Sends a request to the Worker as Slack does: signed, with three seconds to answer, and a second time if asked.
 * @module
 */
import type { Wiring } from '../wiring.ts'
import { signatureOf } from './sign.ts'

/** Slack's patience: https://docs.slack.dev/interactivity/implementing-slash-commands#responding_basic_receipt */
const PATIENCE_MS = 3_000

/** One attempt. `status` is null when there was no answer in time; `error` is the name Slack gives to what went wrong. */
export type Delivery = {
  status: number | null
  body: string
  ms: number
  contentType: string
  error?: 'operation_timeout' | 'dispatch_failed' | 'http_service_error'
}

/** Delivers a form once, or twice when the wiring says so; the second comes after the first has been answered or given up. */
export async function deliver(wiring: Wiring, form: URLSearchParams, clockMs: () => number): Promise<Delivery[]> {
  const body = form.toString()
  const url = `${wiring.workerUrl.replace(/\/+$/, '')}/slack/events`
  // The machine's time, whatever the emulator's clock says: the Worker compares it with its own.
  const firstAt = Math.floor(clockMs() / 1000)
  const first = await attempt(url, body, headersOf(wiring, firstAt, body))
  if (!wiring.deliverTwice) return [first]
  // A second later at least, so that its signature is another: whoever remembers signatures does not notice a repetition.
  const secondAt = Math.max(Math.floor(clockMs() / 1000), firstAt + 1)
  const again = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' }
  return [first, await attempt(url, body, { ...headersOf(wiring, secondAt, body), ...again })]
}

function headersOf({ signingSecret }: Wiring, timestampSeconds: number, body: string): Record<string, string> {
  return {
    accept: 'application/json,*/*',
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': String(timestampSeconds),
    'x-slack-signature': signatureOf(signingSecret, timestampSeconds, body),
  }
}

async function attempt(url: string, body: string, headers: Record<string, string>): Promise<Delivery> {
  const startedMs = performance.now()
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const since = () => Math.round(performance.now() - startedMs)
  try {
    const answer = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal: patience })
    const text = await answer.text()
    const contentType = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
    const taken = { status: answer.status, body: text, ms: since(), contentType }
    return answer.status === 200 ? taken : { ...taken, error: 'http_service_error' }
  } catch {
    const error = patience.aborted ? 'operation_timeout' : 'dispatch_failed'
    return { status: null, body: '', ms: since(), contentType: '', error }
  }
}
