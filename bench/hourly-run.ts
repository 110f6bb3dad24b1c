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
/** CPU is counted in ticks of 10 ms: short runs are repeated until there is something to count. */
const PARSE_TIMES = 21

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
  await ask('/parse')
  const repeats = Math.max(1, Math.ceil(2_000 / creators))
  const cpuOf = async (path: string, times: number) => {
    const before = rivals.usage().cpuMs
    for (let n = 0; n < times; n++) await ask(path)
    return (rivals.usage().cpuMs - before) / times
  }
  const once = await cpuOf('/parse?times=1', repeats)
  const often = await cpuOf(`/parse?times=${PARSE_TIMES}`, repeats)
  const parseMs = (often - once) / (PARSE_TIMES - 1)
  const vendorMs = await cpuOf('/vendor', repeats)
  const { rows, bytes } = await ask<{ rows: number; bytes: number }>('/parse')
  const vendor = await ask<{ requests: number }>('/vendor')
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
  const hours = Math.max(1, Math.ceil(3_000 / creators))
  for (let n = 1; n <= hours; n++) quiet.push(await fire(worker, startMs + n * HOUR_MS))
  const afterQuiet = worker.usage()
  await worker.close()

  for (const run of [first, ...quiet]) if (run.outcome !== 'complete') throw new Error(`${run.outcome}: ${run.reason}`)
  const per1000 = (ms: number) => ms / (rows / 1000)
  const firstMs = afterFirst.cpuMs - idle.cpuMs
  const quietMs = (afterQuiet.cpuMs - afterFirst.cpuMs) / hours
  return {
    creators,
    rows,
    bytesPerRow: Math.round(bytes / rows),
    requests: first.requests,
    quietRequests: quiet[0]?.requests ?? 0,
    vendorRequests: vendor.requests,
    parse: per1000(parseMs),
    vendor: per1000(vendorMs),
    first: per1000(firstMs),
    quiet: per1000(quietMs),
    idleMiB: idle.peakMiB,
    peakMiB: afterQuiet.peakMiB,
    firstSeconds: first.duration_ms / 1000,
    quietSeconds: (quiet[0]?.duration_ms ?? 0) / 1000,
  }
}

const emulator = await startBenchEmulator()
try {
  const results = []
  for (const size of SIZES) {
    console.error(`… ${size} creators`)
    results.push(await measure(emulator, size))
  }
  console.log('\nRequests to trackagoat\n')
  console.log(
    table(
      ['creators', 'rows walked', 'first run', 'quiet hour', "vendor's recipe"],
      results.map((r) => [r.creators, r.rows, r.requests, r.quietRequests, r.vendorRequests]),
    ),
  )
  console.log('\nCPU of workerd in ms per 1,000 rows, and as a multiple of bare JSON.parse on the same bytes\n')
  console.log(
    table(
      ['creators', 'bytes a row', 'JSON.parse', "vendor's recipe", 'quiet hour (limit 8×)', 'first sight (limit 20×)'],
      results.map((r) => [
        r.creators,
        r.bytesPerRow,
        r.parse.toFixed(2),
        `${r.vendor.toFixed(1)} (${(r.vendor / r.parse).toFixed(1)}×)`,
        `${r.quiet.toFixed(1)} (${(r.quiet / r.parse).toFixed(1)}×)`,
        `${r.first.toFixed(1)} (${(r.first / r.parse).toFixed(1)}×)`,
      ]),
    ),
  )
  console.log('\nMemory and time\n')
  console.log(
    table(
      ['creators', 'workerd idle, MiB', 'peak over all runs, MiB', 'first run, s', 'quiet hour, s'],
      results.map((r) => [
        r.creators,
        r.idleMiB.toFixed(0),
        r.peakMiB.toFixed(0),
        r.firstSeconds.toFixed(1),
        r.quietSeconds.toFixed(1),
      ]),
    ),
  )
} finally {
  await emulator.close()
}
process.exit(0)
