/** Answers to reads: find what was named, ask who knows, make an answer of it. */
import type { Answer } from '../../domain/answer.ts'
import type { Actor } from '../../domain/people.ts'
import type { ReadQuery } from '../../domain/reads.ts'
import { unreachable } from '../../domain/result.ts'
import { ledgerStub, watchCalls } from '../../durable/stubs.ts'
import { type Env, parseSettings } from '../../env.ts'
import { owedAnswer } from './answers/known/owed.ts'
import { paymentsAnswer } from './answers/known/payments.ts'
import { runsAnswer } from './answers/known/runs.ts'
import { silencesAnswer } from './answers/known/silences.ts'
import { staleAnswer } from './answers/known/stale.ts'
import { statusAnswer } from './answers/known/status.ts'
import { unpaidAnswer } from './answers/known/unpaid.ts'
import { whyAnswer } from './answers/known/why.ts'
import { upstreamAnswer } from './answers/upstream/index.ts'
import { ROWS } from './answers/words.ts'
import type { ReadCommand, UpstreamCommand } from './command.ts'
import { digest, postDigest } from './digest.ts'
import { type Subject, subjectOf } from './subject.ts'

/** Enough for the last day and for finding the last good one. */
const RUNS_FOR_STATUS = 30
const RUNS_SHOWN = 12

/** Who asks, when, and the id of the delivery. */
export interface ReadContext {
  readonly env: Env
  readonly who: Actor
  readonly key: string
  readonly nowMs: number
}

/** Answers a read. Throws when the watch or the ledger does. */
export async function readAnswer(command: ReadCommand | UpstreamCommand, context: ReadContext): Promise<Answer> {
  const known = watchCalls(context.env)
  switch (command.kind) {
    case 'owed':
    case 'payments': {
      const subject = await subjectOf(known, command.kind, command)
      if (!subject.ok) return subject.error
      return command.kind === 'owed'
        ? owedAnswer(await known.owed(queryOf(subject.value)), subject.value)
        : paymentsOf(context.env, subject.value)
    }
    case 'unpaid':
    case 'stale': {
      const subject = await subjectOf(known, command.kind, { handle: null, project: command.project })
      if (!subject.ok) return subject.error
      const query = queryOf(subject.value)
      if (command.kind === 'unpaid') return unpaidAnswer(await known.unpaid(query), subject.value)
      return staleAnswer(await known.stale(query), parseSettings(context.env).STALE_AFTER_HOURS, subject.value)
    }
    case 'status':
      return statusOf(context)
    case 'runs':
      return runsAnswer(await known.listRuns(RUNS_SHOWN))
    case 'silences':
      return silencesAnswer(await known.listSilences())
    case 'why':
      return whyAnswer(command.id, await known.getAlert(command.id))
    case 'digest':
      return command.mode === 'preview' ? digest(context.env) : postDigest(context.env, context.key, context.nowMs)
    case 'creator':
    case 'campaign':
    case 'top':
    case 'slow':
      return upstreamAnswer(context.env, command, context.nowMs)
    default:
      return unreachable(command)
  }
}

function queryOf({ creator, project }: Subject): ReadQuery {
  return { creatorId: creator?.id ?? null, projectId: project?.id ?? null, limit: ROWS, offset: 0 }
}

async function paymentsOf(env: Env, subject: Subject): Promise<Answer> {
  const [requests, seen] = await Promise.all([
    ledgerStub(env).payments({ status: null, creatorId: subject.creator?.id ?? null, limit: ROWS }),
    watchCalls(env).knownPayments(queryOf(subject)),
  ])
  const { project } = subject
  const here = project === null ? requests : requests.filter(({ creator }) => creator.project_id === project.id)
  return paymentsAnswer(here, seen, subject)
}

async function statusOf({ env, who, nowMs }: ReadContext): Promise<Answer> {
  const settings = parseSettings(env)
  const known = watchCalls(env)
  const [read, runs] = await Promise.all([known.readStatus(), known.listRuns(RUNS_FOR_STATUS)])
  return statusAnswer({
    read,
    runs,
    who,
    payments: settings.PAYMENTS,
    requestsPerMinute: settings.TRACKAGOAT_REQUESTS_PER_MINUTE,
    requestsPerDay: settings.TRACKAGOAT_REQUESTS_PER_DAY ?? null,
    nowMs,
  })
}
