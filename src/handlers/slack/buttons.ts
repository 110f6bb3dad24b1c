/** Buttons below cards and alerts. Slack shows no response to them, so what is to be said goes to the `response_url`. */
import { type Answer, sorry } from '../../domain/answer.ts'
import { type Job, PRESS_ACTIONS } from '../../domain/jobs.ts'
import { hasRole, type Role } from '../../domain/people.ts'
import { SILENCE_BUTTON_HOURS } from '../../domain/silences.ts'
import { instant } from '../../domain/words.ts'
import { watchCalls } from '../../durable/stubs.ts'
import { log } from '../../log.ts'
import { notAllowed, roleOf } from './access.ts'
import { type Call, logCall, takeJob } from './call.ts'
import { SLASH } from './catalogue.ts'
import { seenBefore } from './recent.ts'
import { acknowledge, tell } from './reply.ts'

/** Values are ids that Goatherd wrote; nothing else is looked up. */
const VALUE = /^[A-Za-z0-9_-]{1,100}$/

/** Who may press what. Who may approve which request is for the ledger to say: it knows the limits. */
const NEEDED: Readonly<Record<string, Role>> = {
  'payment.approve': 'viewer',
  'payment.deny': 'viewer',
  'payment.cancel': 'requester',
  'payment.void': 'viewer',
  'payment.settle': 'viewer',
  'payment.claim': 'viewer',
  'payment.recheck': 'viewer',
  'alert.acknowledge': 'requester',
  'alert.silence': 'requester',
  'creator.scrape': 'requester',
}

/** Whether an action is one of ours: only those are named in logs. */
function isAction(actionId: string): boolean {
  return Object.hasOwn(NEEDED, actionId)
}

/** Answers a click. */
export async function onPress(call: Call, actionId: string, value: string): Promise<Response> {
  const { env, later, asked, key, nowMs } = call
  const privately = (answer: Answer) => {
    tell(later, asked.responseUrl, answer)
    return acknowledge()
  }
  logCall(call, 'press', isAction(actionId) ? actionId : null)
  const role = roleOf(env, asked.user)
  const needed = isAction(actionId) ? (NEEDED[actionId] ?? null) : null
  if (!hasRole(role, needed ?? 'viewer')) return privately(notAllowed(role, needed ?? 'viewer', asked.user))
  if (needed === null || !VALUE.test(value)) {
    return privately(
      sorry('This button means nothing to Goatherd', 'It may be of an older version. Use the newest message instead.'),
    )
  }
  const who = { id: `slack:${asked.user}`, role }

  if (actionId === 'alert.acknowledge' || actionId === 'alert.silence') {
    if (!seenBefore(key, nowMs)) {
      const work = actionId === 'alert.acknowledge' ? acknowledgeAlert : silenceAlert
      const answer = await work(call, who.id, value).catch(faulty)
      tell(later, asked.responseUrl, answer)
    }
    return acknowledge()
  }
  const taken = await takeJob(call, who, jobOf(actionId, value))
  return taken.ok ? acknowledge() : privately(taken.error)
}

function jobOf(actionId: string, value: string): Job {
  const action = PRESS_ACTIONS.find((known) => known === actionId)
  return action === undefined
    ? { kind: 'scrape', creator: { id: value }, scrape: 'creator_profiles' }
    : { kind: 'press', action, requestId: value }
}

async function acknowledgeAlert({ env }: Call, by: string, groupId: string): Promise<Answer> {
  switch (await watchCalls(env).acknowledge(groupId, by)) {
    case 'acknowledged':
      return {
        tone: 'good',
        title: 'It is yours',
        paragraphs: ['The message says so. No reminders come unless something new joins.'],
      }
    case 'known':
      return { tone: 'info', title: 'Somebody has taken it already', paragraphs: ['The message says who.'] }
    default:
      return { tone: 'info', title: 'It is over', paragraphs: ['Nothing is open below this message any more.'] }
  }
}

async function silenceAlert({ env }: Call, by: string, groupId: string): Promise<Answer> {
  const silence = await watchCalls(env).silenceGroup(groupId, by, SILENCE_BUTTON_HOURS)
  if (silence === null) {
    return {
      tone: 'info',
      title: 'Nothing was silenced',
      paragraphs: ['Nothing below this message is open any more, or it is the watch itself, which stays loud.'],
    }
  }
  return {
    tone: 'good',
    title: `Silent for ${SILENCE_BUTTON_HOURS} hours`,
    paragraphs: [`Until ${instant(silence.until)}. To end it: ${SLASH} unsilence ${silence.id}`],
  }
}

function faulty(error: unknown): Answer {
  log('slack.fault', { reason: error instanceof Error ? error.name : 'unknown' })
  return sorry('Goatherd could not do that', 'It met a fault of its own. Press again in a minute.')
}
