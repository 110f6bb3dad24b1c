/** Size of what is deployed, and how long the Worker takes from nothing to its first answer. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { PROGRAMS, ROOT } from '../scripts/lib/processes.ts'
import { table } from './lib/table.ts'
import { startWorker } from './lib/workerd.ts'

const folder = mkdtempSync(join(tmpdir(), 'goatherd-size-'))
execFileSync(process.execPath, [PROGRAMS.wrangler, 'deploy', '--dry-run', '--outdir', folder], {
  cwd: ROOT,
  stdio: 'ignore',
})
const script = readdirSync(folder).find((name) => name.endsWith('.js')) ?? ''
const bytes = readFileSync(join(folder, script))
rmSync(folder, { recursive: true, force: true })

const times: number[] = []
for (let n = 0; n < 5; n++) {
  const worker = await startWorker(join(ROOT, 'wrangler.toml'), { TRACKAGOAT_API_KEY: `tga_${'0'.repeat(64)}` })
  const before = performance.now()
  await (await fetch(`${worker.url}/healthz`)).arrayBuffer()
  times.push(performance.now() - before)
  await worker.close()
}
times.sort((a, b) => a - b)

console.log('\nSize and start-up\n')
console.log(
  table(
    ['script, KiB', 'gzipped, KiB (budget 300)', 'first answer after start, ms (median of 5)'],
    [
      [
        (bytes.byteLength / 1024).toFixed(0),
        (gzipSync(bytes).byteLength / 1024).toFixed(1),
        (times[2] ?? 0).toFixed(0),
      ],
    ],
  ),
)
