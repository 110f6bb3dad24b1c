/**
 * What an hourly run costs: requests, CPU and memory on organisations of several sizes, beside bare JSON.parse on the same
 * bytes and beside the vendor's own recipe. Sizes: GOATHERD_BENCH_SIZES=300,10000,100000. Linux only.
 */
import { join } from 'node:path'
import { ROOT } from '../scripts/lib/processes.ts'
import { type BenchEmulator, startBenchEmulator } from './lib/emulator.ts'
import { table } from './lib/table.ts'
import { type BenchWorker, startWorker } from './lib/workerd.ts'

const SIZES = (process.env.GOATHERD_BENCH_SIZES ?? '300,10000,100000').split(',').map(Number)
const KEY = `tga_${'0'.repeat(64)}`
const TOKEN = 'bench-admin-token'
const HOUR_MS = 3_600_000
/** The kernel counts CPU in ticks of 10 ms: what is short is repeated until about this many rows were walked. */
const ROWS_TO_COUNT = 100_000
/** The work on pages keeps them in memory, 128 MiB of it: beyond this size it says nothing new. */
const LARGEST_IN_MEMORY = 20_000

/** What the isolates of the Worker may use, whatever the size of the organisation; Cloudflare allows 128. */
const HEAP_MIB = 24

interface Run {
  readonly outcome: string
  readonly reason: string | null
  readonly requests: number
  readonly duration_ms: number
}

async function ask<T>(worker: BenchWorker, path: string): Promise<T> {
  const response = await fetch(`${worker.url}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
  return JSON.parse(text) as T
}

/** CPU in ms that an action costs the Worker's process. */
async function cpuOf(worker: BenchWorker, action: () => Promise<unknown>): Promise<number> {
  const before = worker.usage().cpuMs
  await action()
  return worker.usage().cpuMs - before
}

/** The walks of a run without network and platform, beside parsing alone: ms per 1,000 rows. */
async function pageWork(vars: Record<string, string>, creators: number) {
  const worker = await startWorker(join(ROOT, 'bench/rivals/page-work.toml'), vars)
  const repeats = Math.ceil(ROWS_TO_COUNT / (creators * 3))
  let rows = 0
  let bytes = 0
  const written = { first: 0, quiet: 0 }
  const sum = { parseOnce: 0, walkOnce: 0, parseAgain: 0, walkAgain: 0, again: 0 }
  for (let n = 0; n < repeats; n++) {
    // Each page parsed for the first time, against each page parsed, checked and stored for the first time.
    await ask(worker, `/load?object=parse-${n}`)
    sum.parseOnce += await cpuOf(worker, () => ask(worker, `/parse?object=parse-${n}`))
    ;({ rows, bytes } = await ask<{ rows: number; bytes: number }>(worker, `/load?object=walk-${n}`))
    let first = 0
    sum.walkOnce += await cpuOf(worker, async () => {
      const walked = await ask<Walked>(worker, `/walk?object=walk-${n}`)
      first = walked.pages
      written.first = walked.rowsWritten
    })
    // And hours in which nothing changed, again and again, against parsing again and again.
    const hours = 5
    let pages = 0
    sum.walkAgain += await cpuOf(worker, async () => {
      const walked = await ask<Walked>(worker, `/walk?object=walk-${n}&times=${hours}`)
      pages = walked.pages / hours
      written.quiet = walked.rowsWritten / hours
    })
    // A quiet hour reads only the first page of payments.
    const share = pages / first
    sum.parseAgain += (await cpuOf(worker, () => ask(worker, `/parse?object=walk-${n}&times=${hours}`))) * share
    sum.again += hours * rows * share
  }
  await worker.close()
  const once = (repeats * rows) / 1000
  return {
    written,
    bytesPerRow: Math.round(bytes / rows),
    parseOnce: sum.parseOnce / once,
    first: sum.walkOnce / once,
    parseAgain: sum.parseAgain / (sum.again / 1000),
    quiet: sum.walkAgain / (sum.again / 1000),
  }
}

interface Walked {
  readonly pages: number
  readonly rowsWritten: number
}

async function fire(worker: BenchWorker, atMs: number): Promise<Run> {
  await worker.harness.getWorker().scheduled({ cron: '20 * * * *', scheduledTime: new Date(atMs) })
  const id = `hourly-${new Date(atMs).toISOString().slice(0, 13)}Z`
  const deadline = Date.now() + 20 * 60_000
  while (Date.now() < deadline) {
    const run = await ask<Run>(worker, `/v1/runs/${id}`).catch(() => null)
    if (run !== null && run.outcome !== 'running') {
      if (run.outcome !== 'complete') throw new Error(`${id}: ${run.outcome}, ${run.reason}`)
      return run
    }
    // A second between looks: asking must not be what is measured.
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  throw new Error(`${id} did not end`)
}

async function measure(emulator: BenchEmulator, creators: number) {
  const { now } = await emulator.call<{ now: string }>('POST', '/emulator/reset', {
    seed: 1,
    projects: 10,
    creators,
    accruals: creators * 2,
  })
  await emulator.call('POST', '/emulator/options', { requests_per_minute: 10_000_000, requests_per_day: 100_000_000 })
  const upstream = { BASE_URL: `${emulator.url}/api/v1`, API_KEY: KEY }

  const rival = await startWorker(join(ROOT, 'bench/rivals/wrangler.toml'), upstream)
  const vendor = await ask<{ rows: number; requests: number }>(rival, '/')
  const walks = Math.max(1, Math.ceil(ROWS_TO_COUNT / vendor.rows))
  const vendorMs = await cpuOf(rival, async () => {
    for (let n = 0; n < walks; n++) await ask(rival, '/')
  })
  await rival.close()

  const work = creators > LARGEST_IN_MEMORY ? null : await pageWork(upstream, creators)

  const settings = {
    TRACKAGOAT_API_KEY: KEY,
    TRACKAGOAT_BASE_URL: upstream.BASE_URL,
    TRACKAGOAT_REQUESTS_PER_MINUTE: '10000000',
    ADMIN_TOKEN: TOKEN,
  }
  const worker = await startWorker(join(ROOT, 'wrangler.toml'), settings, HEAP_MIB)
  await ask(worker, '/healthz')
  const idleMiB = worker.usage().residentMiB
  const startMs = Math.floor(Date.parse(now) / HOUR_MS) * HOUR_MS + 20 * 60_000
  let first: Run | null = null
  const firstMs = await cpuOf(worker, async () => {
    first = await fire(worker, startMs)
  })
  const afterFirst = worker.usage().peakMiB
  // Quiet hours: upstream stands still, only the run's «now» moves.
  const hours = Math.max(3, Math.ceil(ROWS_TO_COUNT / (creators * 10)))
  let quiet: Run | null = null
  const quietMs = await cpuOf(worker, async () => {
    for (let n = 1; n <= hours; n++) quiet = await fire(worker, startMs + n * HOUR_MS)
  })
  const afterQuiet = worker.usage().peakMiB
  await worker.close()
  const thousands = vendor.rows / 1000
  return {
    creators,
    vendor,
    work,
    first: first as Run | null,
    quiet: quiet as Run | null,
    vendorWhole: vendorMs / walks / thousands,
    firstWhole: firstMs / thousands,
    quietWhole: quietMs / hours / thousands,
    idleMiB,
    afterFirst,
    afterQuiet,
  }
}

const emulator = await startBenchEmulator()
try {
  const results = []
  for (const size of SIZES) {
    console.error(`… ${size} creators`)
    results.push(await measure(emulator, size))
  }
  const times = (ms: number, parse: number) => `${ms.toFixed(1)} (${(ms / parse).toFixed(1)}×)`
  console.log('\nRequests to trackagoat\n')
  console.log(
    table(
      ['creators', 'rows in all lists', 'first run', 'quiet hour', "vendor's recipe"],
      results.map((r) => [
        r.creators,
        r.vendor.rows,
        r.first?.requests ?? '',
        r.quiet?.requests ?? '',
        r.vendor.requests,
      ]),
    ),
  )
  console.log('\nThe work on pages (parse, check, compare, store): CPU in ms per 1,000 rows, beside bare JSON.parse\n')
  console.log(
    table(
      [
        'creators',
        'bytes a row',
        'parse, first time',
        'first sight (limit 20×)',
        'parse, again',
        'quiet hour (limit 8×)',
      ],
      results.flatMap(({ creators, work }) =>
        work === null
          ? []
          : [
              [
                creators,
                work.bytesPerRow,
                work.parseOnce.toFixed(2),
                times(work.first, work.parseOnce),
                work.parseAgain.toFixed(2),
                times(work.quiet, work.parseAgain),
              ],
            ],
      ),
    ),
  )
  console.log('\nRows written to SQLite by the walks, indexes included\n')
  console.log(
    table(
      ['creators', 'first sight', 'quiet hour'],
      results.flatMap(({ creators, work }) =>
        work === null ? [] : [[creators, work.written.first, Math.round(work.written.quiet)]],
      ),
    ),
  )
  console.log('\nThe whole workerd process, network, platform and conclusions included: CPU in ms per 1,000 rows\n')
  console.log(
    table(
      ['creators', "vendor's recipe", 'quiet hour', 'first sight'],
      results.map((r) => [r.creators, r.vendorWhole.toFixed(1), r.quietWhole.toFixed(1), r.firstWhole.toFixed(1)]),
    ),
  )
  console.log(`\nResident memory of the process in MiB (heap of each isolate capped at ${HEAP_MIB}), and time in s\n`)
  console.log(
    table(
      ['creators', 'idle', 'peak, first run', 'peak, quiet hours', 'first run', 'quiet hour'],
      results.map((r) => [
        r.creators,
        r.idleMiB.toFixed(0),
        r.afterFirst.toFixed(0),
        r.afterQuiet.toFixed(0),
        ((r.first?.duration_ms ?? 0) / 1000).toFixed(1),
        ((r.quiet?.duration_ms ?? 0) / 1000).toFixed(1),
      ]),
    ),
  )
} finally {
  await emulator.close()
}
process.exit()
