/** A workspace, trackagoat and a Worker that has looked once: where tests of payments from outside begin. */
import type { RunningEmulator, State } from './e2e-emulator.ts'
import { slackSettings, workspace } from './e2e-slack.ts'
import type { stage } from './e2e-stage.ts'
import type { RunningWorker, Settings } from './e2e-worker.ts'

export type Creator = State['creators'][number]

/** What tests have before them. */
export type House = Awaited<ReturnType<typeof openHouse>>

/**
 * Starts all of it; `prepare` changes the organisation before the Worker's first look. The clocks are the machine's, since
 * signatures are judged by it.
 */
export async function openHouse(
  farm: ReturnType<typeof stage>,
  {
    settings = {},
    organisation = {},
    prepare = async () => [],
  }: {
    settings?: Settings
    organisation?: Record<string, unknown>
    prepare?: (emulator: RunningEmulator) => Promise<readonly Creator[]>
  } = {},
) {
  const emulator = await farm.emulator({ creators: 24, accruals: 0, ...organisation })
  await emulator.options({ requests_per_minute: 100_000 })
  const chosen = await prepare(emulator)
  const folder = await farm.folder()
  const people = workspace(emulator)

  /** A Worker with the state of those before it. */
  async function start(more: Settings = {}): Promise<RunningWorker> {
    const worker = await farm.worker(slackSettings(emulator, { ...settings, ...more }), folder)
    await people.wire({ worker_url: worker.url })
    return worker
  }

  const worker = await start()
  await worker.check(Date.now())
  return {
    emulator,
    /** Whom `prepare` has chosen. */
    chosen,
    worker,
    people,
    start,
    /** Payments of a creator that count, as trackagoat has them. */
    async paidTo({ id }: Pick<Creator, 'id'>): Promise<State['payments']> {
      return (await emulator.state()).payments.filter((row) => row.creator_id === id && row.status === 'paid')
    },
    /** The accruals of a creator, by status. */
    async accrualsOf({ id }: Pick<Creator, 'id'>): Promise<Record<string, string[]>> {
      const { accruals } = await emulator.state()
      const mine = accruals.filter((row) => row.creator_id === id)
      return Object.fromEntries(
        [...new Set(mine.map(({ status }) => status))].map((status) => [
          status,
          mine.flatMap((row) => (row.status === status ? [row.id] : [])),
        ]),
      )
    },
  }
}

/** Active creators whose handle is in one project only and does not name another by its beginning, in a fixed order. */
export function plainCreators({ creators }: State): Creator[] {
  const same = (a: string, b: string) => b.toLowerCase().includes(a.toLowerCase())
  return creators.filter(
    (one) =>
      one.is_active && !creators.some((other) => other.id !== one.id && same(one.tiktok_handle, other.tiktok_handle)),
  )
}

/** Gives the first plain creators these accruals, in cents: a list for each. Answers the creators. */
export async function letEarn(emulator: RunningEmulator, earned: readonly (readonly number[])[]): Promise<Creator[]> {
  const chosen = plainCreators(await emulator.state()).slice(0, earned.length)
  if (chosen.length < earned.length) throw new Error('too few creators')
  for (const [place, creator] of chosen.entries()) {
    for (const amount_cents of earned[place] ?? []) {
      await emulator.act({ do: 'earn', creator_id: creator.id, amount_cents })
    }
  }
  return chosen
}
