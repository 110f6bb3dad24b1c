/** Answers to reads: find what was named, ask who knows, make an answer of it. */
import { type Answer, sorry } from '../../domain/answer.ts'
import { digestAnswer } from '../../domain/digest.ts'
import type { AnswerNotice } from '../../domain/notice.ts'
import type { Actor } from '../../domain/people.ts'
import type { ReadQuery } from '../../domain/reads.ts'
import { unreachable } from '../../domain/result.ts'
import { destinationsOf } from '../../durable/destinations.ts'
import { outboxStub } from '../../durable/stubs.ts'
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
import { type Knowledge, knowledgeOf } from './knowledge.ts'
import { type Scope, scopeOf } from './scope.ts'

/** Enough for the last day and for finding the last good one. */
const RUNS_FOR_STATUS = 30
const RUNS_SHOWN = 12
/** A digest says how many wait; beyond this it would be no news. */
const WAITING_COUNTED = 200

/** Who asks, when, and the id of the delivery. */
export interface ReadContext {
  readonly env: Env
  readonly who: Actor
  readonly key: string
  readonly nowMs: number
}

/** Answers a read. Throws when the watch or the ledger does. */
export async function readAnswer(command: ReadCommand | UpstreamCommand, context: ReadContext): Promise<Answer> {
  const known = knowledgeOf(context.env)
  switch (command.kind) {
    case 'owed':
    case 'payments': {
      const scope = await scopeOf(known, command.kind, command)
      if (!scope.ok) return scope.error
      return command.kind === 'owed'
        ? owedAnswer(await known.owed(queryOf(scope.value)), scope.value)
        : paymentsOf(known, scope.value)
    }
    case 'unpaid':
    case 'stale': {
      const scope = await scopeOf(known, command.kind, { handle: null, project: command.project })
      if (!scope.ok) return scope.error
      const query = queryOf(scope.value)
      if (command.kind === 'unpaid') return unpaidAnswer(await known.unpaid(query), scope.value)
      return staleAnswer(await known.stale(query), parseSettings(context.env).STALE_AFTER_HOURS, scope.value)
    }
    case 'status':
      return statusOf(known, context)
    case 'runs':
      return runsAnswer(await known.listRuns(RUNS_SHOWN))
    case 'silences':
      return silencesAnswer(await known.listSilences(context.nowMs))
    case 'why':
      return whyAnswer(command.id, await known.getAlert(command.id))
    case 'digest':
      return command.mode === 'preview' ? digest(known) : postDigest(known, context)
    case 'creator':
    case 'campaign':
    case 'top':
    case 'slow':
      return upstreamAnswer(context.env, command, context.nowMs)
    default:
      return unreachable(command)
  }
}

function queryOf({ creator, project }: Scope): ReadQuery {
  return { creatorId: creator?.id ?? null, projectId: project?.id ?? null, limit: ROWS, offset: 0 }
}

async function paymentsOf(known: Knowledge, scope: Scope): Promise<Answer> {
  const [requests, seen] = await Promise.all([
    known.payments({ status: null, creatorId: scope.creator?.id ?? null, limit: ROWS }),
    known.knownPayments(queryOf(scope)),
  ])
  const { project } = scope
  const here = project === null ? requests : requests.filter(({ creator }) => creator.project_id === project.id)
  return paymentsAnswer(here, seen, scope)
}

async function statusOf(known: Knowledge, { env, who, nowMs }: ReadContext): Promise<Answer> {
  const settings = parseSettings(env)
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

async function digest(known: Knowledge): Promise<Answer> {
  const [read, waiting] = await Promise.all([
    known.digestRead(),
    Promise.all(
      (['requested', 'unknown'] as const).map((status) =>
        known.payments({ status, creatorId: null, limit: WAITING_COUNTED }),
      ),
    ),
  ])
  const needed = waiting.flat().filter(({ status, needs_person: needsPerson }) => status === 'requested' || needsPerson)
  return digestAnswer(read, needed.length)
}

/** To the channel, through its outbox: by the id of the delivery it is taken once. */
async function postDigest(known: Knowledge, { env, key, nowMs }: ReadContext): Promise<Answer> {
  const settings = parseSettings(env)
  const destination = destinationsOf(env, settings).slack
  if (destination === null) {
    return sorry(
      'There is no channel for it',
      'Set SLACK_BOT_TOKEN and SLACK_ALERT_CHANNEL. «digest preview» works without.',
    )
  }
  const notice: AnswerNotice = { kind: 'answer', at: new Date(nowMs).toISOString(), answer: await digest(known) }
  const item = { id: `digest:${key}`, thread: null, mode: 'post', notice: JSON.stringify(notice) }
  await outboxStub(env, destination).enqueue(destination, [item])
  return {
    tone: 'good',
    title: 'The digest is on its way',
    paragraphs: ['It goes to the channel for alerts, within seconds unless Slack makes it wait.'],
  }
}
