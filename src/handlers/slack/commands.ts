/** `/goat …`: who may, what it means, and which way it is answered. */
import { type Answer, sorry } from '../../domain/answer.ts'
import type { Job } from '../../domain/jobs.ts'
import { hasRole } from '../../domain/people.ts'
import { unreachable } from '../../domain/result.ts'
import { ledgerStub } from '../../durable/stubs.ts'
import type { Env } from '../../env.ts'
import { log } from '../../log.ts'
import { notAllowed, roleOf } from './access.ts'
import { CATALOGUE, SLASH } from './catalogue.ts'
import type { Asked } from './delivery.ts'
import { parseCommand } from './grammar.ts'
import { helpAnswer } from './help.ts'
import { readAnswer } from './reads.ts'
import { seenBefore } from './recent.ts'
import { acknowledge, answerAlways, answerLater, answerNow, answerWhenDone, type Later } from './reply.ts'
import { endSilence, startSilence } from './silencing.ts'

/** A delivery with all that its answer needs. */
export interface Call {
  readonly env: Env
  readonly later: Later
  readonly asked: Asked
  /** See `deliveryKey`. */
  readonly key: string
  /** Slack's number of the repeat. */
  readonly retry: string | null
  readonly nowMs: number
}

/** Never a body: it holds what people wrote, and addresses that answer in their name. */
export function note({ asked: { team, user }, retry }: Call, type: 'command' | 'press', action: string | null): void {
  log('slack.in', { type, team, user, action, retry })
}

/** Answers a command within Slack's three seconds. */
export async function onCommand(call: Call, text: string): Promise<Response> {
  const { env, later, asked, key, nowMs } = call
  const role = roleOf(env, asked.user)
  if (role === null) {
    note(call, 'command', 'refused')
    return answerNow(notAllowed(role, 'viewer', asked.user))
  }
  const parsed = parseCommand(text)
  if (!parsed.ok) return answerNow(parsed.error)
  const command = parsed.value
  const needed = CATALOGUE[command.kind].role
  // A line costs a seventh of an answer: reads, which change nothing, have one only when Slack repeats them.
  if (needed !== 'viewer' || call.retry !== null) note(call, 'command', command.kind)
  if (!hasRole(role, needed)) return answerNow(notAllowed(role, needed, asked.user))
  const who = { id: `slack:${asked.user}`, role }

  switch (command.kind) {
    case 'help':
      return answerAlways(`help ${role} ${command.topic}`, () => helpAnswer(role, command.topic))
    case 'pay':
    case 'void':
    case 'assign':
    case 'scrape':
    case 'note': {
      const taken = await takeJob(call, who, command)
      return taken === 'known' ? acknowledge() : answerNow(taken === 'taken' ? takenAnswer(command) : taken)
    }
    case 'silence':
    case 'unsilence':
      if (seenBefore(key, nowMs)) return acknowledge()
      return answerWhenDone(later, asked.responseUrl, () =>
        command.kind === 'silence' ? startSilence(env, command, who, nowMs) : endSilence(env, command.id, who, nowMs),
      )
    default:
      // Without an address nobody would hear the answer; only the digest also goes elsewhere.
      if ((asked.responseUrl !== null || command.kind === 'digest') && !seenBefore(key, nowMs)) {
        answerLater(later, asked.responseUrl, () => readAnswer(command, { env, who, key, nowMs }))
      }
      return acknowledge()
  }
}

/** Hands a job to the ledger: once it says `taken`, it is a row and survives whatever comes. */
export async function takeJob(
  { env, asked, key }: Pick<Call, 'env' | 'asked' | 'key'>,
  actor: { readonly id: string; readonly role: ReturnType<typeof roleOf> },
  job: Job,
): Promise<'taken' | 'known' | Answer> {
  const { channel, responseUrl } = asked
  try {
    return await ledgerStub(env).take({ id: `slack:${key}`, actor, channel, responseUrl, job })
  } catch (error) {
    log('slack.not_taken', { action: job.kind, reason: error instanceof Error ? error.name : 'unknown' })
    return sorry(
      'Goatherd cannot say whether this was taken',
      `The ledger did not answer. Look at ${SLASH} payments before you ask again: nothing is recorded twice, but a request may be there already.`,
    )
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
