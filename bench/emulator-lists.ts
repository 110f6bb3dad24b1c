/**
 * Pages of the emulator's lists: how many a second from a large organisation, beside a bare server that hands out one prepared
 * page of the same list, and whether its memory stays flat. Linux only.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { startBenchEmulator } from './lib/emulator.ts'
import { median } from './lib/median.ts'
import { type PagesResult, startPagesClient } from './lib/pages.ts'
import { table } from './lib/table.ts'
import { cpuMsOf, usageOf } from './lib/workerd.ts'

const CREATORS = Number(process.env.GOATHERD_BENCH_CREATORS ?? 100_000)
const ROUNDS = Number(process.env.GOATHERD_BENCH_ROUNDS ?? 7)
const AIM_PER_SECOND = 1_000
const PAGES_PER_ROUND = 2_000
const BARE_PAGES_PER_ROUND = 20_000
/** After so many pages the emulator's log of requests is full: from then on memory is to stay as it is. */
const PAGES_TO_FILL_LOG = 55_000
/** How much it may grow all the same: what the log lets go of is collected late. */
const MEMORY_LIMIT = 1.25
const CONNECTIONS = 8
const KEY = `tga_${'0'.repeat(64)}`

interface List {
  readonly list: string
  /** How many rows it must have, where the order says so. */
  readonly rows?: number
}

const LISTS: readonly List[] = [
  { list: '/creators', rows: CREATORS },
  { list: '/payout-accruals?status=earned' },
  { list: '/payout-accruals', rows: CREATORS * 10 },
  { list: '/payout-payments' },
  { list: '/videos' },
]

interface Round {
  readonly perSecond: number
  readonly ofBare: number
  readonly cpuUs: number
}

interface Measured {
  readonly list: string
  /** Of the list in the API, and of the one page on the bare server. */
  readonly path: string
  readonly barePath: string
  readonly walk: PagesResult
  starts: readonly (string | null)[]
  readonly rounds: Round[]
}

const emulator = await startBenchEmulator()
const port = Number(new URL(emulator.url).port)
const organisation = { seed: 1, projects: 10, creators: CREATORS, accruals: CREATORS * 10 }
const bare = fork(new URL('./lib/bare-pages.ts', import.meta.url), { execArgv: ['--no-warnings'] })
const [barePort] = (await once(bare, 'message')) as [number]
const client = startPagesClient()
const rateOf = ({ count, ms }: PagesResult) => (count / ms) * 1000
const mib = (value: number) => value.toFixed(0)
const residentMiB = () => usageOf(emulator.pid).residentMiB

try {
  await emulator.call('POST', '/emulator/reset', organisation)
  await emulator.call('POST', '/emulator/options', { requests_per_minute: 10_000_000, requests_per_day: 100_000_000 })
  const memory = { afterReset: residentMiB(), afterWalks: 0, rounds: [] as number[], full: [] as number[] }
  let pages = 0
  const measured: Measured[] = []
  for (const { list, rows } of LISTS) {
    const path = `/api/v1${list}${list.includes('?') ? '&' : '?'}limit=100`
    const barePath = `/${measured.length}`
    const walk = await client.fetch({ port, path, key: KEY, starts: [null], count: 'to the end' })
    if (rows !== undefined && walk.rows !== rows) throw new Error(`${list}: ${walk.rows} rows instead of ${rows}`)
    pages += walk.count
    const page = await fetch(`${emulator.url}${path}`, { headers: { authorization: `Bearer ${KEY}` } })
    await fetch(`http://127.0.0.1:${barePort}${barePath}`, { method: 'PUT', body: await page.arrayBuffer() })
    // Spread over the list, so that no connection reads what another has just read.
    const starts = Array.from(
      { length: CONNECTIONS },
      (_, n) => walk.passed[Math.floor((walk.passed.length * n) / CONNECTIONS)] ?? null,
    )
    measured.push({ list, path, barePath, starts, walk, rounds: [] })
  }
  memory.afterWalks = residentMiB()

  // The first round warms up; server and rival take turns, so that what else the machine does hits both alike.
  for (let n = 0; n <= ROUNDS; n++) {
    for (const one of measured) {
      const { path, starts } = one
      const before = cpuMsOf(emulator.pid)
      const answered = await client.fetch({ port, path, key: KEY, starts, count: PAGES_PER_ROUND })
      const cpuUs = ((cpuMsOf(emulator.pid) - before) * 1000) / answered.count
      const order = { port: barePort, path: `${one.barePath}?`, key: KEY, starts, count: BARE_PAGES_PER_ROUND }
      const rival = await client.fetch(order)
      // The next round goes on where this one ended.
      one.starts = answered.cursors
      pages += answered.count
      const perSecond = rateOf(answered)
      if (n > 0) one.rounds.push({ perSecond, ofBare: perSecond / rateOf(rival), cpuUs })
      if (process.env.GOATHERD_BENCH_LOG !== undefined) console.error(n, path, perSecond.toFixed(0), cpuUs.toFixed(0))
    }
    memory.rounds.push(residentMiB())
    if (pages >= PAGES_TO_FILL_LOG) memory.full.push(residentMiB())
  }

  console.log(
    `\nPages of 100, ${CREATORS.toLocaleString('en')} creators and ${organisation.accruals.toLocaleString('en')} accruals, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${PAGES_PER_ROUND.toLocaleString('en')} pages\n`,
  )
  console.log(
    table(
      [
        '',
        `pages a second (aim ${AIM_PER_SECOND.toLocaleString('en')})`,
        'lowest to highest',
        'of a bare server',
        'CPU a page, µs',
        'rows walked',
        'KiB a page',
      ],
      measured.map(({ list, walk, rounds }) => {
        const rates = rounds.map(({ perSecond }) => perSecond)
        const isMissed = median(rates) < AIM_PER_SECOND
        if (isMissed) process.exitCode = 1
        return [
          `\`${list}\``,
          `${median(rates).toFixed(0)}${isMissed ? ' (missed)' : ''}`,
          `${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)}`,
          median(rounds.map(({ ofBare }) => ofBare)).toFixed(3),
          median(rounds.map(({ cpuUs }) => cpuUs)).toFixed(0),
          walk.rows.toLocaleString('en'),
          (walk.bytes / walk.count / 1024).toFixed(1),
        ]
      }),
    ),
  )
  const grown = (memory.full.at(-1) ?? 0) / (memory.full[0] ?? 0)
  if (grown > MEMORY_LIMIT) process.exitCode = 1
  console.log(
    `\nResident memory of the emulator, MiB: ${mib(memory.afterReset)} after the reset, ${mib(memory.afterWalks)} when every list had been walked once, after each round ${memory.rounds.map(mib).join(', ')}; ${Number.isNaN(grown) ? 'its log never was full' : `${grown.toFixed(2)}× (limit ${MEMORY_LIMIT}×) since its log was full`}. ${pages.toLocaleString('en')} pages in all.`,
  )
} finally {
  client.close()
  bare.disconnect()
  await emulator.close()
}
