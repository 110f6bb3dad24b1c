/** Starting and ending other programs, by the ids we started. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { dirname, join } from 'node:path'

/** The repository's root. */
export const ROOT = dirname(dirname(import.meta.dirname))

/** The script of a program from node_modules, to be run by the present Node. */
export const PROGRAMS = {
  wrangler: join(ROOT, 'node_modules/wrangler/bin/wrangler.js'),
  vitest: join(ROOT, 'node_modules/vitest/vitest.mjs'),
  biome: join(ROOT, 'node_modules/@biomejs/biome/bin/biome'),
  tsc: join(ROOT, 'node_modules/typescript/bin/tsc'),
  knip: join(ROOT, 'node_modules/knip/bin/knip.js'),
} as const

/** Starts a program from node_modules in the repository's root. */
export function start(
  program: keyof typeof PROGRAMS,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  return spawn(process.execPath, [PROGRAMS[program], ...args], { cwd: ROOT, ...options })
}

/** Runs it to its end with its output shown; answers the exit code. */
export function run(
  program: keyof typeof PROGRAMS,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number> {
  const child = start(program, args, { stdio: 'inherit', ...options })
  return new Promise((resolve) => {
    child.on('exit', (code) => resolve(code ?? 1))
    child.on('error', () => resolve(127))
  })
}

/** Asks a program to end, and waits until it has; after `graceMs` it is made to. */
export async function stop(child: ChildProcess, graceMs = 5_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGINT')
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await ended
  clearTimeout(timer)
}
