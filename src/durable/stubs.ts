/** Typed doors to the objects and the workflow. The only importer of itty-durable's proxy. */
import { proxyDurable } from 'itty-durable'
import { type HourlyRunParams, hourlyRunId, manualRunId } from '../domain/runs.ts'
import type { Bindings } from '../env.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { RequestBudgetCalls } from './request-budget.ts'
import type { WatchCalls } from './watch/contract.ts'
import type { Watch } from './watch/watch.ts'

/** The watch of the organisation: one object, since one key belongs to one organisation (contract 1.1). */
export function watchStub(env: Pick<Bindings, 'WATCH'>): DurableObjectStub<Watch> {
  return env.WATCH.get(env.WATCH.idFromName('organisation'))
}

/** The same with plain types instead of RPC's. A stub per call: one that broke in a restart of the object would stay broken. */
export function watchCalls(env: Pick<Bindings, 'WATCH'>): WatchCalls {
  const watch = () => watchStub(env)
  return {
    owed: (query) => watch().owed(query),
    unpaid: (query) => watch().unpaid(query),
    stale: (query) => watch().stale(query),
    creators: (query) => watch().creators(query),
    findCreators: (handle, projectId) => watch().findCreators(handle, projectId),
    findProjects: (text) => watch().findProjects(text),
    creatorRead: (creatorId) => watch().creatorRead(creatorId),
    knownPayments: (query) => watch().knownPayments(query),
    readStatus: () => watch().readStatus(),
    digestRead: () => watch().digestRead(),
    listRuns: (limit) => watch().listRuns(limit),
    getAlert: (id) => watch().getAlert(id),
    listSilences: () => watch().listSilences(),
    acknowledge: (groupId, by) => watch().acknowledge(groupId, by),
    silenceGroup: (groupId, by, hours) => watch().silenceGroup(groupId, by, hours),
    addSilence: (wish) => watch().addSilence(wish),
    endSilence: (id, by) => watch().endSilence(id, by),
  }
}

/** The ledger of the organisation: the one door to money. */
export function ledgerStub(env: Pick<Bindings, 'LEDGER'>): DurableObjectStub<Ledger> {
  return env.LEDGER.get(env.LEDGER.idFromName('organisation'))
}

/** The outbox of a destination, by its name such as `slack/C0123456789`. */
export function outboxStub(env: Pick<Bindings, 'OUTBOX'>, destination: string): DurableObjectStub<Outbox> {
  return env.OUTBOX.get(env.OUTBOX.idFromName(destination))
}

/**
 * The request budget of the key. itty-durable's proxy answers to every property name, `then` included, so awaiting it
 * would hang for ever: only these two calls are let through, and the proxy itself never leaves this function.
 */
export function requestBudgetStub(env: Pick<Bindings, 'REQUEST_BUDGET'>): RequestBudgetCalls {
  const proxy: RequestBudgetCalls = proxyDurable(env.REQUEST_BUDGET, { parse: true }).get('trackagoat-key')
  return {
    acquire: (...args) => proxy.acquire(...args),
    settle: (...args) => proxy.settle(...args),
  }
}

/** How starting a run went. */
export type StartedRun = { readonly id: string; readonly state: 'started' | 'already_started' }

/**
 * Starts a run. Its id is made of its time, so starting the same hour twice starts it once: the platform refuses an id
 * that exists. Throws what the platform throws for anything else.
 */
export async function startRun(env: Pick<Bindings, 'HOURLY_RUN'>, params: HourlyRunParams): Promise<StartedRun> {
  const id = params.trigger === 'cron' ? hourlyRunId(params.nowMs) : manualRunId(params.nowMs)
  try {
    await env.HOURLY_RUN.create({ id, params })
    return { id, state: 'started' }
  } catch (error) {
    if (error instanceof Error && error.message.includes('already_exists')) return { id, state: 'already_started' }
    throw error
  }
}
