/** Runs a command of the vendor's pages for real: bash, curl and jq, against the emulator instead of the vendor. */
import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { READ, type Used, WRITE } from '../emulator/support.ts'
import type { VendorCommand } from './vendor-commands.ts'

const VENDOR = 'https://www.trackagoat.com'
const TIMEOUT_MS = 20_000
const KEY_PLACEHOLDERS = ['tga_<key>', '$TGA_KEY']

/** The programs, and the Debian package each is in. */
const PACKAGES = { bash: 'bash', curl: 'curl', jq: 'jq', uuidgen: 'uuid-runtime' }
type Program = keyof typeof PACKAGES

const absent = (Object.keys(PACKAGES) as Program[]).filter((program) => !isInstalled(program))
if (absent.length > 0 && process.env.CI) {
  throw new Error(`the vendor's commands cannot be run: ${missing(absent)}`)
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function missing(programs: Program[]): string {
  const packages = programs.map((program) => PACKAGES[program])
  return `${programs.join(', ')} not found: apt-get install ${packages.join(' ')}`
}

/** What a command needs that is not here, and what to do about it; null when it can run. */
export function whyNot({ printed }: { printed: string }): string | null {
  const needed = absent.filter((program) => program === 'bash' || program === 'curl' || printed.includes(program))
  return needed.length === 0 ? null : missing(needed)
}

export type Ran = {
  /** What came out at the end, of jq where there is one, parsed. */
  out: unknown
  /** The request as it arrived. */
  request: { method: string; path: string; status: number; idempotency_key: string | null }
}

/** Fills a command's placeholders, points it at the emulator and runs it. Reading goes with the key that can only read. */
export async function runCommand(
  emulator: Used,
  command: Pick<VendorCommand, 'printed' | 'placeholders'>,
  given: Record<string, string> = {},
): Promise<Ran> {
  const key = /-X (POST|PATCH|DELETE)/.test(command.printed) ? WRITE : READ
  const values: Record<string, string> = { ...given }
  for (const name of KEY_PLACEHOLDERS) if (name in command.placeholders) values[name] = key
  expect(Object.keys(values).sort(), 'every placeholder is filled').toEqual(Object.keys(command.placeholders).sort())

  let script = asShell(command.printed)
  const variables: Record<string, string> = { TGA_KEY: key }
  for (const [placeholder, value] of Object.entries(values)) {
    expect(script).toContain(placeholder)
    if (placeholder.startsWith('$')) variables[placeholder.slice(1)] = value
    else script = script.replaceAll(placeholder, value)
  }
  return runScript(emulator, script, variables)
}

/** A request line is sent by curl. */
function asShell(printed: string): string {
  if (printed.includes('curl ')) return printed
  const [method, path] = printed.split(' ')
  return `curl -s -X ${method} -H "Authorization: Bearer $TGA_KEY" "${VENDOR}${path}"`
}

async function runScript(emulator: Used, script: string, variables: Record<string, string>): Promise<Ran> {
  const local = script.replaceAll(VENDOR, emulator.url())
  // Nothing may leave this machine, whatever a command says.
  if (local.includes('trackagoat.com')) throw new Error(`still the vendor's host: ${local}`)
  const env = { PATH: process.env.PATH ?? '', ...variables }
  const before = (await emulator.log()).length
  const { stdout } = await promisify(execFile)('bash', ['-o', 'pipefail', '-c', local], { env, timeout: TIMEOUT_MS })
  const arrived = (await emulator.log()).slice(before)
  expect(arrived, 'one request').toHaveLength(1)
  return { out: stdout === '' ? undefined : JSON.parse(stdout), request: arrived[0] }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/

/**
 * Whether an answer has the shape of a sample: every key of it, with the same type. Instants, and what stands for a uuid
 * (the samples' `...` are ids as well), are compared by their form, null by nothing. More keys are allowed (contract 1.3).
 */
export function expectShape(actual: unknown, sample: unknown, at = ''): void {
  if (Array.isArray(sample)) {
    expect(Array.isArray(actual), `${at} is an array`).toBe(true)
    const rows = actual as unknown[]
    expect(rows.length, `${at} has rows`).toBeGreaterThan(0)
    for (const [index, row] of rows.entries()) expectShape(row, sample[0], `${at}[${index}]`)
  } else if (typeof sample === 'object' && sample !== null) {
    expect(actual, at).toBeTypeOf('object')
    expect(actual, at).not.toBeNull()
    for (const [key, value] of Object.entries(sample)) {
      expect(Object.keys(actual as object), at).toContain(key)
      expectShape((actual as Record<string, unknown>)[key], value, `${at}.${key}`)
    }
  } else if (sample !== null) {
    expect(actual, at).toBeTypeOf(typeof sample as 'string')
    if (typeof sample !== 'string') return
    if (sample.endsWith('uuid') || sample === '...') expect(actual, at).toMatch(UUID)
    if (INSTANT.test(sample)) expect(actual, at).toMatch(INSTANT)
  }
}
