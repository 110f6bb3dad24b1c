/** The first commands that a stranger types, as emulator/README.md prints them: run in order, in one shell. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { README } from '../../scripts/lib/emulator-routes.ts'
import { useEmulator } from '../emulator/support.ts'
import { whyNot } from './vendor-run.ts'

const run = promisify(execFile)
const emulator = useEmulator()

/** The commands of «Five minutes», block by block. */
function blocks(): string[] {
  const section = readFileSync(README, 'utf8').split('\n## Five minutes\n')[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '')
}

describe('«Five minutes» in emulator/README.md', () => {
  it('does what it says', async ({ skip }) => {
    const lacking = whyNot({ printed: 'bash curl jq' })
    if (lacking !== null) skip(lacking)
    const script = ['set -euo pipefail', ...blocks()].join('\n').replaceAll('http://localhost:8788', emulator.url())
    const { stdout } = await run('bash', ['-c', script])
    const { creators, payments } = await emulator.state()
    const [handle, other, first, again, paid, voided, now, ...rest] = stdout.split('\n')

    for (const line of [handle, other]) {
      const [name] = JSON.parse(line ?? '')
      expect(creators.map(({ tiktok_handle }) => tiktok_handle)).toContain(name)
    }
    const [id, status] = JSON.parse(first ?? '')
    expect(status).toBe('paid')
    expect(again).toBe(first)
    expect([paid, voided]).toEqual(['"paid"', '"voided"'])
    expect(payments.filter((payment) => payment.id === id)).toMatchObject([{ status: 'voided' }])
    expect(now).toMatch(/^"2026-06-29T/)
    expect(rest.slice(0, 3)).toContain('"2026-06-23T00:00:00Z"')
    expect(JSON.parse(rest[3] ?? '')).toMatchObject([{ remaining: 1, fault: { kind: 'lost_response' } }])
    expect(JSON.parse(rest.slice(4).join('\n'))).toMatchObject({ method: 'GET', status: 200 })
  })
})
