/**
 * Pages of the emulator's lists: how many a second from a large organisation, beside a bare server that hands out one prepared
 * page of the same list, and whether its memory stays flat. Linux only.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { startBenchEmulator } from './lib/emulator.ts'
import { median } from './lib/median.ts'
import { startPagesClient } from './lib/pages.ts'
import { table } from './lib/table.ts'
import { usageOf } from './lib/workerd.ts'

const CREATORS = Number(process.env.GOATHERD_BENCH_CREATORS ?? 100_000)
const ROUNDS = Number(process.env.GOATHERD_BENCH_ROUNDS ?? 7)
const AIM_PER_SECOND = 1_000
const PAGES_PER_ROUND = 2_000
const CONNECTIONS = 8
const KEY = `tga_${'0'.repeat(64)}`

interface List {
  readonly path: string
  /** Whether the aim is held against it. */
  readonly hasAim: boolean
}

const LISTS: readonly List[] = [
  { path: '/creators', hasAim: true },
  { path: '/payout-accruals?status=earned', hasAim: true },
  { path: '/payout-accruals', hasAim: true },
  { path: '/payout-payments', hasAim: false },
  { path: '/videos', hasAim: false },
]

interface Round {
  readonly perSecond: number
  readonly ofBare: number
}

const emulator = await startBenchEmulator()
const port = Number(new URL(emulator.url).port)
const organisation = { seed: 1, projects: 10, creators: CREATORS, accruals: CREATORS * 10 }
const bare = fork(new URL('./lib/bare-pages.ts', import.meta.url), { execArgv: ['--no-warnings'] })
const [barePort] = (await once(bare, 'message')) as [number]
const client = startPagesClient()
const residentMiB = () => usageOf(emulator.pid).residentMiB

try {
  await emulator.call('POST', '/emulator/reset', organisation)
  await emulator.call('POST', '/emulator/options', { requests_per_minute: 10_000_000, requests_per_day: 100_000_000 })
  const memory = { afterReset: residentMiB(), afterWalks: 0, rounds: [] as number[] }
  let pages = 0
  const measured = []
  for (const list of LISTS) {
    const path = `/api/v1${list.path}${list.path.includes('?') ? '&' : '?'}limit=100`
    const walk = await client.fetch({ port, path, key: KEY, starts: [null], count: 'to the end' })
    pages += walk.count
    const page = await fetch(`${emulator.url}${path}`, { headers: { authorization: `Bearer ${KEY}` } })
    const barePath = `/${measured.length}`
    await fetch(`http://127.0.0.1:${barePort}${barePath}`, { method: 'PUT', body: await page.arrayBuffer() })
    // Spread over the list, so that no connection reads what another has just read.
    const starts = Array.from(
      { length: CONNECTIONS },
      (_, n) => walk.passed[Math.floor((walk.passed.length * n) / CONNECTIONS)] ?? null,
    )
    measured.push({ ...list, path, barePath, starts, walk, rounds: [] as Round[] })
  }
  memory.afterWalks = residentMiB()

  // The first round warms up; server and rival take turns, so that what else the machine does hits both alike.
  for (let n = 0; n <= ROUNDS; n++) {
    for (const one of measured) {
      const order = { key: KEY, count: PAGES_PER_ROUND }
      const answered = await client.fetch({ ...order, port, path: one.path, starts: one.starts })
      const rival = await client.fetch({
        ...order,
        port: barePort,
        path: `${one.barePath}?limit=100`,
        starts: one.starts,
      })
      // The next round goes on where this one ended.
      one.starts = [...answered.cursors]
      pages += answered.count
      const perSecond = (answered.count / answered.ms) * 1000
      if (n > 0) one.rounds.push({ perSecond, ofBare: (perSecond / rival.count / 1000) * rival.ms })
      if (process.env.GOATHERD_BENCH_LOG !== undefined) console.error(n, one.path, perSecond.toFixed(0))
    }
    memory.rounds.push(residentMiB())
  }

  console.log(
    `\nPages of 100, ${CREATORS.toLocaleString('en')} creators and ${organisation.accruals.toLocaleString('en')} accruals, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${PAGES_PER_ROUND.toLocaleString('en')} pages\n`,
  )
  console.log(
    table(
      ['', `pages a second (aim ${AIM_PER_SECOND.toLocaleString('en')})`, 'lowest to highest', 'of a bare server', 'rows walked', 'KiB a page'],
      measured.map(({ path, hasAim, walk, rounds }) => {
        const rates = rounds.map(({ perSecond }) => perSecond)
        const isMissed = hasAim && median(rates) < AIM_PER_SECOND
        if (isMissed) process.exitCode = 1
        return [
          `\`${path.slice('/api/v1'.length)}\``,
          `${median(rates).toFixed(0)}${isMissed ? ' (missed)' : ''}`,
          `${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)}`,
          median(rounds.map(({ ofBare }) => ofBare)).toFixed(2),
          walk.rows.toLocaleString('en'),
          (walk.bytes / walk.count / 1024).toFixed(1),
        ]
      }),
    ),
  )
  console.log(
    `\nResident memory of the emulator, MiB: ${memory.afterReset.toFixed(0)} after the reset, ${memory.afterWalks.toFixed(0)} after every list was walked once, then ${memory.rounds.map((mib) => mib.toFixed(0)).join(', ')}; ${pages.toLocaleString('en')} pages in all.`,
  )
} finally {
  client.close()
  bare.disconnect()
  await emulator.close()
}
