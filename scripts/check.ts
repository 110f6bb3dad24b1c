/** `npm run check`: format, lint, types, import rules, dead code, a dry deploy and the size of what would be deployed. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { brokenImportRules } from './lib/import-rules.ts'
import { run } from './lib/processes.ts'

/** What the free plan allows is 3 MiB; a small Worker starts fast. */
const BUNDLE_BUDGET_KIB = 300

const checks: readonly [string, () => Promise<boolean>][] = [
  ['format and lint', async () => (await run('biome', ['ci', '--error-on-warnings', '.'])) === 0],
  ['types of the Worker', async () => (await run('tsc', ['-p', 'tsconfig.json'])) === 0],
  ['types of emulator, scripts and tests', async () => (await run('tsc', ['-p', 'tsconfig.node.json'])) === 0],
  ['import rules', importRules],
  ['dead code', async () => (await run('knip', ['--no-progress'])) === 0],
  ['deploy, dry, and bundle budget', bundle],
]

async function importRules(): Promise<boolean> {
  const broken = brokenImportRules()
  for (const line of broken) console.error(`  ${line}`)
  return broken.length === 0
}

async function bundle(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'goatherd-'))
  try {
    const code = await run('wrangler', ['deploy', '--dry-run', '--outdir', folder], { stdio: 'ignore' })
    if (code !== 0) return false
    const script = readdirSync(folder).find((name) => name.endsWith('.js'))
    if (!script) return false
    const kib = gzipSync(readFileSync(join(folder, script))).byteLength / 1024
    console.log(`  ${kib.toFixed(1)} KiB gzipped of ${BUNDLE_BUDGET_KIB} KiB`)
    return kib <= BUNDLE_BUDGET_KIB
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const failed: string[] = []
for (const [name, check] of checks) {
  console.log(`\n${name}`)
  if (!(await check())) failed.push(name)
}
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(', ')}.`)
  process.exit(1)
}
console.log('\nEverything holds.')
