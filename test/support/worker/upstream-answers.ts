/** Asking what goes upstream, as `/goat` does, and taking the answers apart. */
import type { Answer } from '../../../src/domain/answer.ts'
import type { Env } from '../../../src/env.ts'
import { upstreamAnswer } from '../../../src/handlers/slack/answers/upstream/index.ts'
import type { UpstreamCommand } from '../../../src/handlers/slack/command.ts'
import { type EmulatorState, emulator } from './emulator.ts'
import { workerEnv } from './env.ts'
import { START_MS } from './farm.ts'

interface Video {
  readonly id: string
  readonly project_id: string
  readonly creator_id: string | null
  readonly view_count: number
  readonly posted_at: string
  readonly tracking_status: string
  readonly title: string | null
}

interface Truth extends EmulatorState {
  readonly creators: readonly (EmulatorState['creators'][number] & {
    readonly description: string | null
    readonly readme: string | null
  })[]
  readonly videos: readonly Video[]
  readonly campaigns: readonly { id: string; project_id: string; name: string; readme: string | null }[]
}

export const truth = async () => (await emulator.state()) as unknown as Truth

export const ask = (command: UpstreamCommand, settings: Record<string, string> = {}): Promise<Answer> =>
  upstreamAnswer({ ...workerEnv, ...settings } as Env, command, START_MS)
export const askCreator = (handle: string, project: string | null = null) => ask({ kind: 'creator', handle, project })

export const wordsOf = (answer: Answer) => JSON.stringify(answer)
export const figure = (answer: Answer, label: string) => answer.figures?.find((one) => one.label === label)?.value
export const namesOf = (answer: Answer, heading: RegExp) =>
  (answer.sections ?? [])
    .filter((one) => heading.test(one.heading ?? ''))
    .flatMap((one) => one.lines.map((l) => l.name))
export const grouped = (count: number) => count.toLocaleString('en-US')
export const failing = (path: string, status = 500) => ({
  match: { path },
  fault: { kind: 'status', status, body: {} },
})

/** Active creators whose handle is nobody else's. */
export async function unmistakable(): Promise<Truth['creators'][number][]> {
  const { creators } = await truth()
  const same = (handle: string) =>
    creators.filter((one) => one.tiktok_handle.toLowerCase() === handle.toLowerCase()).length
  return creators.filter(({ is_active, tiktok_handle }) => is_active && same(tiktok_handle) === 1)
}

/** One of them who was scraped. */
export async function someone(): Promise<Truth['creators'][number]> {
  const creator = (await unmistakable()).find(({ last_scraped_at }) => last_scraped_at !== null)
  if (!creator) throw new Error('the organisation has no such creator')
  return creator
}
