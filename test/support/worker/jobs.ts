/** Doing jobs of the ledger outside it: assign, scrape, note. */
import type { Answer } from '../../../src/domain/answer.ts'
import type { Job } from '../../../src/domain/jobs.ts'
import type { Actor } from '../../../src/domain/people.ts'
import { readTransport, writeTransport } from '../../../src/durable/interactive.ts'
import { runAssign } from '../../../src/durable/ledger/jobs/assign.ts'
import type { JobDeps, JobResult } from '../../../src/durable/ledger/jobs/job.ts'
import { runNote } from '../../../src/durable/ledger/jobs/note.ts'
import { runScrape } from '../../../src/durable/ledger/jobs/scrape.ts'
import { watchStub } from '../../../src/durable/stubs.ts'
import type { Env } from '../../../src/env.ts'
import { type EmulatorState, emulator } from './emulator.ts'
import { workerEnv } from './env.ts'

const WRITE_KEY = { TRACKAGOAT_WRITE_KEY: `tga_${'1'.repeat(64)}` }
export const REQUESTER: Actor = { id: 'slack:U0REQUEST', role: 'requester' }
export const VIEWER: Actor = { id: 'slack:U0VIEWER', role: 'viewer' }

interface Truth extends EmulatorState {
  readonly creators: readonly (EmulatorState['creators'][number] & { readonly readme: string | null })[]
  readonly payout_structures: readonly { id: string; project_id: string; name: string; is_active: boolean }[]
  readonly assignments: readonly { structure_id: string; creator_id: string; unassigned_at: string | null }[]
}
export const truth = async () => (await emulator.state()) as unknown as Truth

export function deps(more: Partial<JobDeps> = {}, settings: Record<string, string> = WRITE_KEY): JobDeps {
  const own = { ...workerEnv, ...settings } as Env
  return {
    read: readTransport(own),
    write: writeTransport(own),
    knowledge: {
      findCreators: (handle, projectId) => watchStub(workerEnv).findCreators(handle, projectId),
      findProjects: (text) => watchStub(workerEnv).findProjects(text),
    },
    memory: memoryOf(),
    payments: 'approve',
    ...more,
  }
}

/** What a job notes; given to a second run, it is as after a crash. */
export function memoryOf(): JobDeps['memory'] {
  let noted: string | null = null
  return {
    recall: () => noted,
    keep: (text) => {
      noted = text
    },
  }
}

/** Requests that were to change something. */
export const writes = async () =>
  (await emulator.log()).filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/v1'))

export function answerOf(result: JobResult): Answer {
  if (result.state !== 'done' || result.answer === null) throw new Error(`no answer: ${JSON.stringify(result)}`)
  return result.answer
}
export const wordsOf = (result: JobResult) => JSON.stringify(answerOf(result))
export const linesOf = (result: JobResult) =>
  (answerOf(result).sections ?? []).flatMap(({ lines }) => lines.map(({ name }) => name))

/** An active creator whose handle is nobody else's. */
export async function someone() {
  const { creators } = await truth()
  const found = creators.find(
    ({ is_active, tiktok_handle }) =>
      is_active &&
      creators.filter((one) => one.tiktok_handle.toLowerCase() === tiktok_handle.toLowerCase()).length === 1,
  )
  if (!found) throw new Error('nobody has a handle of their own')
  return found
}

/** Jobs of these tests; the others have their own. */
export type Wanted = Exclude<Job, { kind: 'pay' | 'void' | 'press' }>

export function run(job: Wanted, actor = REQUESTER, own = deps()): Promise<JobResult> {
  switch (job.kind) {
    case 'assign':
      return runAssign(job, actor, own)
    case 'scrape':
      return runScrape(job, actor, own)
    case 'note':
      return runNote(job, actor, own)
  }
}
