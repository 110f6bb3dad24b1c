/** A Worker under Miniflare for measuring: built once, its own workerd process, CPU and memory from the kernel. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestHarness, type TestHarness } from 'wrangler'
import { PROGRAMS, ROOT } from '../../scripts/lib/processes.ts'

// Wrangler's local tracing sends every storage operation to a Worker of its own, and looks up where we are: not deployed.
process.env.X_LOCAL_OBSERVABILITY = 'false'
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'

/** The kernel counts CPU in ticks of this length. */
const TICK_MS = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** What a Worker has used so far. */
export interface Usage {
  readonly cpuMs: number
  /** Resident memory now, and the most there ever was. */
  readonly residentMiB: number
  readonly peakMiB: number
}

/** A running Worker. */
export interface BenchWorker {
  readonly url: string
  readonly harness: TestHarness
  usage(): Usage
  close(): Promise<void>
}

/**
 * Builds a Worker as it would be deployed (minified) and starts it. Linux only: the figures come from /proc.
 * `heapMiB` caps the heap of each isolate: one that needs more takes the process down.
 */
export async function startWorker(
  configPath: string,
  vars: Record<string, string>,
  heapMiB?: number,
): Promise<BenchWorker> {
  const folder = mkdtempSync(join(tmpdir(), 'goatherd-bench-'))
  execFileSync(
    process.execPath,
    [PROGRAMS.wrangler, 'deploy', '--dry-run', '--minify', '--config', configPath, '--outdir', folder],
    { cwd: ROOT, stdio: 'ignore' },
  )
  process.env.MINIFLARE_WORKERD_V8_FLAGS = heapMiB === undefined ? '' : `--max-heap-size=${heapMiB}`
  const before = new Set(workerds())
  const harness = createTestHarness({ root: ROOT, workers: [{ configPath, prebuiltWorkerDir: folder, vars }] })
  const { url } = await harness.listen()
  const pids = workerds().filter((pid) => !before.has(pid))
  return {
    url: url.origin,
    harness,
    usage: () => pids.map(usageOf).reduce(add),
    async close() {
      await harness.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Process ids of workerd that descend from this process. */
function workerds(): number[] {
  const parents = new Map<number, { parent: number; name: string }>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      parents.set(Number(entry), { parent, name })
    } catch {
      // It ended while we looked.
    }
  }
  const isOurs = (pid: number): boolean => {
    for (let at = pid; at > 1; at = parents.get(at)?.parent ?? 0) if (at === process.pid) return true
    return false
  }
  return [...parents].filter(([pid, { name }]) => name === 'workerd' && isOurs(pid)).map(([pid]) => pid)
}

/** CPU in ms that a process has used so far. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** What a process has used so far. */
export function usageOf(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0)
  return {
    cpuMs: cpuMsOf(pid),
    residentMiB: kib('VmRSS') / 1024,
    peakMiB: kib('VmHWM') / 1024,
  }
}

function add(a: Usage, b: Usage): Usage {
  return {
    cpuMs: a.cpuMs + b.cpuMs,
    residentMiB: a.residentMiB + b.residentMiB,
    peakMiB: a.peakMiB + b.peakMiB,
  }
}
