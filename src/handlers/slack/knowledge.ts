/** What Slack's answers rest on: the calls of the watch and the ledger, with plain types instead of RPC's. */
import type { DigestRead } from '../../domain/digest.ts'
import type { PaymentRequest } from '../../domain/payments/request.ts'
import type {
  CreatorMatches,
  KnownCreator,
  KnownPayment,
  OwedRead,
  OwedRow,
  ProjectMatches,
  Read,
  ReadQuery,
  StatusRead,
} from '../../domain/reads.ts'
import type { Silence } from '../../domain/silences.ts'
import type { PaymentQuery } from '../../durable/ledger/contract.ts'
import { ledgerStub, watchStub } from '../../durable/stubs.ts'
import type { AlertDetail } from '../../durable/watch/alert-log.ts'
import type { RunSummary } from '../../durable/watch/run-log.ts'
import type { Bindings } from '../../env.ts'

/** Reads only: asking twice changes nothing. */
export interface Knowledge {
  owed(query: ReadQuery): Promise<OwedRead>
  unpaid(query: ReadQuery): Promise<Read<OwedRow>>
  stale(query: ReadQuery): Promise<Read<KnownCreator>>
  findCreators(handle: string, projectId: string | null): Promise<CreatorMatches>
  findProjects(text: string): Promise<ProjectMatches>
  knownPayments(query: ReadQuery): Promise<Read<KnownPayment>>
  readStatus(): Promise<StatusRead>
  digestRead(): Promise<DigestRead>
  listRuns(limit: number): Promise<readonly RunSummary[]>
  getAlert(id: string): Promise<AlertDetail | null>
  listSilences(nowMs: number): Promise<readonly Silence[]>
  payments(query: PaymentQuery): Promise<readonly PaymentRequest[]>
}

/** The real one. A stub per call: one that broke in a restart of the object would stay broken. */
export function knowledgeOf(env: Pick<Bindings, 'WATCH' | 'LEDGER'>): Knowledge {
  const watch = () => watchStub(env)
  return {
    owed: (query) => watch().owed(query),
    unpaid: (query) => watch().unpaid(query),
    stale: (query) => watch().stale(query),
    findCreators: (handle, projectId) => watch().findCreators(handle, projectId),
    findProjects: (text) => watch().findProjects(text),
    knownPayments: (query) => watch().knownPayments(query),
    readStatus: () => watch().readStatus(),
    digestRead: () => watch().digestRead(),
    listRuns: (limit) => watch().listRuns(limit),
    getAlert: (id) => watch().getAlert(id),
    listSilences: (nowMs) => watch().listSilences(nowMs),
    payments: (query) => ledgerStub(env).payments(query),
  }
}
