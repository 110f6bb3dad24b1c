/**
 * What an hourly run costs: requests, CPU and memory, on organisations of several sizes, beside bare JSON.parse on the same
 * bytes and beside the vendor's own recipe. Sizes: GOATHERD_BENCH_SIZES=300,10000,100000.
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
/** CPU is counted in ticks of 10 ms: what is short is repeated until at least this many rows were walked. */
const ROWS_TO_COUNT = 40_000

interface Run {
  readonly outcome: string
  readonly reason: string | null
  readonly requests: number
  readonly duration_ms: number
  readonly pages: Record<string, number>
}

async function fire(worker: BenchWorker, atMs: number): Promise<Run> {
  await worker.harness.getWorker().scheduled({ cron: '20 * * * *', scheduledTime: new Date(atMs) })
  const id = `hourly-${new Date(atMs).toISOString().slice(0, 13)}Z`
  const deadline = Date.now() + 20 * 60_000
  while (Date.now() < deadline) {
    const response = await fetch(`${worker.url}/v1/runs/${id}`, { headers: { authorization: `Bearer ${TOKEN}` } })
    if (response.ok) {
      const run = (await response.json()) as Run
      if (run.outcome !== 'running') return run
    } else await response.arrayBuffer()
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
  const rivals = await startWorker(join(ROOT, 'bench/rivals/wrangler.toml'), {
    BASE_URL: `${emulator.url}/api/v1`,
    API_KEY: KEY,
  })
  const ask = async <T>(path: string): Promise<T> => (await (await fetch(`${rivals.url}${path}`)).json()) as T
  const repeats = Math.max(2, Math.ceil(ROWS_TO_COUNT / (creators * 2)))
  const cpuOf = async (path: string) => {
    const before = rivals.usage().cpuMs
    for (let n = 0; n < repeats; n++) await ask(path)
    return (rivals.usage().cpuMs - before) / repeats
  }
  const all = await ask<Walked>('/parse')
  const part = await ask<Walked>('/parse?payments=first')
  const vendor = await ask<Walked>('/vendor')
  const fetchAllMs = await cpuOf('/fetch')
  const parseAllMs = await cpuOf('/parse')
  const fetchPartMs = await cpuOf('/fetch?payments=first')
  const parsePartMs = await cpuOf('/parse?payments=first')
  const vendorMs = await cpuOf('/vendor')
  await rivals.close()

  const worker = await startWorker(join(ROOT, 'wrangler.toml'), {
    TRACKAGOAT_API_KEY: KEY,
    TRACKAGOAT_BASE_URL: `${emulator.url}/api/v1`,
    TRACKAGOAT_REQUESTS_PER_MINUTE: '10000000',
    ADMIN_TOKEN: TOKEN,
  })
  await (await fetch(`${worker.url}/healthz`)).arrayBuffer()
  const idle = worker.usage()
  const startMs = Math.floor(Date.parse(now) / HOUR_MS) * HOUR_MS + 20 * 60_000
  const first = await fire(worker, startMs)
  const afterFirst = worker.usage()
  // Quiet hours: upstream stands still, only the run's «now» moves. Short ones are repeated, again for the ticks.
  const quiet: Run[] = []
  const hours = Math.max(2, Math.ceil(ROWS_TO_COUNT / (creators * 4)))
  for (let n = 1; n <= hours; n++) quiet.push(await fire(worker, startMs + n * HOUR_MS))
  const afterQuiet = worker.usage()
  await worker.close()

  for (const run of [first, ...quiet]) if (run.outcome !== 'complete') throw new Error(`${run.outcome}: ${run.reason}`)
  const firstMs = afterFirst.cpuMs - idle.cpuMs
  const quietMs = (afterQuiet.cpuMs - afterFirst.cpuMs) / hours
  return {
    creators,
    all,
    part,
    vendorWalk: vendor,
    firstRun: first,
    quietRun: quiet[0],
    // What one thousand rows cost: parsing alone, and everything beyond fetching them.
    parseAll: (parseAllMs - fetchAllMs) / (all.rows / 1000),
    parsePart: (parsePartMs - fetchPartMs) / (part.rows / 1000),
    firstOwn: (firstMs - fetchAllMs) / (all.rows / 1000),
    quietOwn: (quietMs - fetchPartMs) / (part.rows / 1000),
    firstWhole: firstMs / (all.rows / 1000),
    quietWhole: quietMs / (part.rows / 1000),
    vendorWhole: vendorMs / (vendor.rows / 1000),
    idleMiB: idle.peakMiB,
    peakMiB: afterQuiet.peakMiB,
  }
}

interface Walked {
  readonly rows: number
  readonly bytes: number
  readonly requests: number
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
      ['creators', 'rows', 'first run', 'quiet hour', "vendor's recipe"],
      results.map((r) => [
        r.creators,
        r.all.rows,
        r.firstRun.requests,
        r.quietRun?.requests ?? '',
        r.vendorWalk.requests,
      ]),
    ),
  )
  console.log('\nCPU beyond fetching, ms per 1,000 rows, and as a multiple of bare JSON.parse on the same bytes\n')
  console.log(
    table(
      ['creators', 'bytes a row', 'JSON.parse', 'quiet hour (limit 8×)', 'first sight (limit 20×)'],
      results.map((r) => [
        r.creators,
        Math.round(r.all.bytes / r.all.rows),
        `${r.parsePart.toFixed(1)} to ${r.parseAll.toFixed(1)}`,
        times(r.quietOwn, r.parsePart),
        times(r.firstOwn, r.parseAll),
      ]),
    ),
  )
  console.log('\nCPU of the whole workerd process, network and platform included, ms per 1,000 rows\n')
  console.log(
    table(
      ['creators', "vendor's recipe, nothing checked or kept", 'quiet hour', 'first sight'],
      results.map((r) => [r.creators, r.vendorWhole.toFixed(1), r.quietWhole.toFixed(1), r.firstWhole.toFixed(1)]),
    ),
  )
  console.log('\nMemory of the process, and time\n')
  console.log(
    table(
      ['creators', 'idle, MiB', 'peak over all runs, MiB', 'first run, s', 'quiet hour, s'],
      results.map((r) => [
        r.creators,
        r.idleMiB.toFixed(0),
        r.peakMiB.toFixed(0),
        (r.firstRun.duration_ms / 1000).toFixed(1),
        ((r.quietRun?.duration_ms ?? 0) / 1000).toFixed(1),
      ]),
    ),
  )
} finally {
  await emulator.close()
}
process.exit(0)
