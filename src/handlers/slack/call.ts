/** A delivery with all that its answer needs, and the way from it to the ledger. */
import { type Answer, sorry } from '../../domain/answer.ts'
import type { Job } from '../../domain/jobs.ts'
import type { Actor } from '../../domain/people.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { ledgerStub } from '../../durable/stubs.ts'
import type { Env } from '../../env.ts'
import { log } from '../../log.ts'
import { SLASH } from './catalogue.ts'
import type { Asked } from './delivery.ts'
import type { Later } from './reply.ts'

/** A command or a click that Slack has signed. */
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

/** One line of the log. Never a body: it holds what people wrote, and addresses that answer in their name. */
export function logCall(
  { asked: { team, user }, retry }: Call,
  type: 'command' | 'press',
  action: string | null,
): void {
  log('slack.in', { type, team, user, action, retry })
}

/** Hands a job to the ledger: once it says `taken`, it is a row and survives whatever comes. */
export async function takeJob(
  { env, asked, key }: Pick<Call, 'env' | 'asked' | 'key'>,
  actor: Actor,
  job: Job,
): Promise<Result<'taken' | 'known', Answer>> {
  const { channel, responseUrl } = asked
  try {
    return ok(await ledgerStub(env).take({ id: `slack:${key}`, actor, channel, responseUrl, job }))
  } catch (error) {
    log('slack.not_taken', { action: job.kind, reason: error instanceof Error ? error.name : 'unknown' })
    return fail(
      sorry(
        'Goatherd cannot say whether this was taken',
        `The ledger did not answer. Look at ${SLASH} payments before you ask again: nothing is recorded twice, but a request may be there already.`,
      ),
    )
  }
}
