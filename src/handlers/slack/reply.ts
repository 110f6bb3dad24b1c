/** Ways to answer Slack: in the response itself, or later through the `response_url`. */
import { type Answer, sorry } from '../../domain/answer.ts'
import { log } from '../../log.ts'
import { answerBody, postToResponseUrl } from '../../notify/slack-response.ts'

/** What outlives the response. */
export type Later = Pick<ExecutionContext, 'waitUntil'>

/** The platform cuts what runs on after a response at 30 s. */
const LONGEST_READ_MS = 24_000
/** Slack gives up after 3 s. */
const ACK_WITHIN_MS = 2_000
const REPEAT_AFTER_MS = 1_000

/** Understood, and nothing to show. */
export function acknowledge(): Response {
  return new Response(null, { status: 200 })
}

/** Shown to whoever asked. */
export function answerNow(answer: Answer): Response {
  return Response.json(answerBody(answer))
}

const bodies = new Map<string, Uint8Array<ArrayBuffer>>()
const AS_JSON = { headers: new Headers({ 'content-type': 'application/json' }) }

/** As `answerNow`, for an answer that is always the same: rendering and encoding are most of what it costs. `key` must be one of few. */
export function answerAlways(key: string, make: () => Answer): Response {
  let body = bodies.get(key)
  if (body === undefined) {
    body = Uint8Array.from(new TextEncoder().encode(JSON.stringify(answerBody(make()))))
    bodies.set(key, body)
  }
  return new Response(body, AS_JSON)
}

/** Works on an answer after the acknowledgement. A failure is told as well, with what to do. */
export function answerLater(later: Later, responseUrl: string | null, work: () => Promise<Answer>): void {
  later.waitUntil(deliver(responseUrl, inTime(guarded(work), LONGEST_READ_MS, TOO_SLOW)))
}

/** Tells something privately, apart from the response: Slack shows no response to a button. */
export function tell(later: Later, responseUrl: string | null, answer: Answer): void {
  later.waitUntil(deliver(responseUrl, Promise.resolve(answer)))
}

/** Answers in the response when the work is quick, else when it is done. The work goes on either way. */
export async function answerWhenDone(
  later: Later,
  responseUrl: string | null,
  work: () => Promise<Answer>,
): Promise<Response> {
  const answer = guarded(work)
  const quick = await inTime<Answer | null>(answer, ACK_WITHIN_MS, null)
  if (quick !== null) return answerNow(quick)
  later.waitUntil(deliver(responseUrl, answer))
  return acknowledge()
}

const TOO_SLOW = sorry(
  'This took too long',
  'trackagoat or Goatherd is busy. Nothing was changed; ask again in a minute.',
)

async function guarded(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    log('slack.fault', { reason: error instanceof Error ? error.name : 'unknown' })
    return sorry(
      'Goatherd could not answer',
      'It met a fault of its own; the log of the Worker tells more. Ask again in a minute, and see /goat status.',
    )
  }
}

async function inTime<T>(work: Promise<T>, ms: number, otherwise: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | null = null
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

async function deliver(responseUrl: string | null, work: Promise<Answer>): Promise<void> {
  const answer = await work
  if (responseUrl === null) return
  let outcome = await postToResponseUrl(responseUrl, answer)
  if (outcome === 'retry') {
    await new Promise((resolve) => setTimeout(resolve, REPEAT_AFTER_MS))
    outcome = await postToResponseUrl(responseUrl, answer)
  }
  if (outcome !== 'sent') log('slack.answer_lost', { reason: outcome })
}
