/** `/goat …`: who may, what it means, and which way it is answered. */
import type { Answer } from '../../domain/answer.ts'
import type { Job } from '../../domain/jobs.ts'
import { type Actor, hasRole } from '../../domain/people.ts'
import { unreachable } from '../../domain/result.ts'
import { notAllowed, roleOf } from './access.ts'
import { type Call, logCall, takeJob } from './call.ts'
import { CATALOGUE } from './catalogue.ts'
import { parseCommand } from './grammar.ts'
import { helpAnswer } from './help.ts'
import { readAnswer } from './reads.ts'
import { seenBefore } from './recent.ts'
import { acknowledge, answerAlways, answerLater, answerNow, answerWhenDone } from './reply.ts'
import { silenceAnswer, unsilenceAnswer } from './silencing.ts'

/** Answers a command within Slack's three seconds. */
export async function onCommand(call: Call, text: string): Promise<Response> {
  const { env, later, asked, key, nowMs } = call
  const role = roleOf(env, asked.user)
  if (role === null) {
    logCall(call, 'command', 'refused')
    return answerNow(notAllowed(role, 'viewer', asked.user))
  }
  const parsed = parseCommand(text)
  if (!parsed.ok) return answerNow(parsed.error)
  const command = parsed.value
  const needed = CATALOGUE[command.kind].role
  // A line costs a seventh of an answer: reads, which change nothing, have one only when Slack repeats them.
  if (needed !== 'viewer' || call.retry !== null) logCall(call, 'command', command.kind)
  if (!hasRole(role, needed)) return answerNow(notAllowed(role, needed, asked.user))
  const who: Actor = { id: `slack:${asked.user}`, role }

  switch (command.kind) {
    case 'help':
      return answerAlways(`help ${role} ${command.topic}`, () => helpAnswer(role, command.topic))
    case 'pay':
    case 'void':
    case 'assign':
    case 'scrape':
    case 'note': {
      const taken = await takeJob(call, who, command)
      if (!taken.ok) return answerNow(taken.error)
      return taken.value === 'known' ? acknowledge() : answerNow(takenAnswer(command))
    }
    case 'silence':
    case 'unsilence':
      if (seenBefore(key, nowMs)) return acknowledge()
      return answerWhenDone(later, asked.responseUrl, () =>
        command.kind === 'silence' ? silenceAnswer(env, command, who) : unsilenceAnswer(env, command.id, who),
      )
    default:
      // Without an address nobody would hear the answer; only the digest also goes elsewhere.
      if ((asked.responseUrl !== null || command.kind === 'digest') && !seenBefore(key, nowMs)) {
        answerLater(later, asked.responseUrl, () => readAnswer(command, { env, who, key, nowMs }))
      }
      return acknowledge()
  }
}

function takenAnswer(job: Exclude<Job, { kind: 'press' }>): Answer {
  const taken = (title: string, next: string): Answer => ({ tone: 'info', title, paragraphs: [next] })
  switch (job.kind) {
    case 'pay':
      return taken(
        `Asking what @${job.handle} is owed`,
        'If something is, the card of the request follows. Nothing is recorded before it is approved.',
      )
    case 'void':
      return taken(`Voiding ${job.paymentId}`, 'What became of it follows.')
    case 'assign':
      return taken(`Assigning to @${job.handle}`, 'What became of it follows.')
    case 'scrape':
      return taken('Asking for a scrape', 'What became of it follows.')
    case 'note':
      return taken(`Writing the note of @${job.handle}`, 'What became of it follows, with what stood there before.')
    default:
      return unreachable(job)
  }
}
