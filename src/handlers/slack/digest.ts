/** `/goat digest`: the state of things, for one person or for the channel. */
import { type Answer, sorry } from '../../domain/answer.ts'
import { digestAnswer } from '../../domain/digest.ts'
import type { AnswerNotice } from '../../domain/notice.ts'
import { destinationsOf } from '../../durable/destinations.ts'
import { ledgerStub, outboxStub, watchCalls } from '../../durable/stubs.ts'
import { type Env, parseSettings } from '../../env.ts'

/** A digest says how many wait; beyond this it would be no news. */
const WAITING_COUNTED = 200

/** The digest as it is now. */
export async function digest(env: Env): Promise<Answer> {
  const [read, ...waiting] = await Promise.all([
    watchCalls(env).digestRead(),
    ...(['requested', 'unknown'] as const).map((status) =>
      ledgerStub(env).payments({ status, creatorId: null, limit: WAITING_COUNTED }),
    ),
  ])
  const needed = waiting.flat().filter(({ status, needs_person: needsPerson }) => status === 'requested' || needsPerson)
  return digestAnswer(read, needed.length)
}

/** To the channel, through its outbox: by the id of the delivery, `key`, it is taken once. */
export async function postDigest(env: Env, key: string, nowMs: number): Promise<Answer> {
  const destination = destinationsOf(env, parseSettings(env)).slack
  if (destination === null) {
    return sorry(
      'There is no channel for it',
      'Set SLACK_BOT_TOKEN and SLACK_ALERT_CHANNEL. «digest preview» works without.',
    )
  }
  const notice: AnswerNotice = { kind: 'answer', at: new Date(nowMs).toISOString(), answer: await digest(env) }
  const item = { id: `digest:${key}`, thread: null, mode: 'post', notice: JSON.stringify(notice) }
  await outboxStub(env, destination).enqueue(destination, [item])
  return {
    tone: 'good',
    title: 'The digest is on its way',
    paragraphs: ['It goes to the channel for alerts, within seconds unless Slack makes it wait.'],
  }
}
