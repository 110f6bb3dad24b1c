import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { Clock } from '../../emulator/clock.ts'
import { OptionSet } from '../../emulator/options.ts'
import { World } from '../../emulator/trackagoat/world.ts'

const folder = mkdtempSync(join(tmpdir(), 'goatherd-crash-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A world on a file in a folder of its own. */
function worldIn(name: string): World {
  const options = new OptionSet()
  options.change({ requests_per_minute: 1_000_000 })
  return new World({ clock: new Clock(), options, stateFile: join(folder, name, 'state.sqlite') })
}

/** What is on disk at this moment, as a process that was killed leaves it behind. */
function leaveBehind(from: string, to: string): void {
  cpSync(join(folder, from), join(folder, to), { recursive: true })
}

it('after a crash the day’s quota has forgotten 100 requests at most, and the organisation nothing', () => {
  mkdirSync(join(folder, 'running'))
  const running = worldIn('running')
  const request = () => {
    running.limits.take('a key', running.nowMs(), running)
    running.settle()
  }
  for (let count = 1; count <= 350; count += 1) {
    request()
    if (count !== 101 && count !== 150 && count !== 350) continue
    leaveBehind('running', `after ${count}`)
    const next = worldIn(`after ${count}`)
    const { requests } = next.limits.counted()
    expect(requests).toBeGreaterThanOrEqual(count - 100)
    expect(requests).toBeLessThanOrEqual(count)
    expect(next.seed).toBe(running.seed)
    const all = 'SELECT id FROM creators ORDER BY seq'
    expect(next.store.all(all)).toEqual(running.store.all(all))
    next.store.close()
  }
  running.store.close()
})

it('killed right behind the rows of a reset, it comes back under the clock and the runs of that reset', () => {
  mkdirSync(join(folder, 'resetting'))
  const running = worldIn('resetting')
  running.clock.setTo(Date.parse('2026-06-15T10:30:00Z'))
  running.reset({ seed: 7 })
  leaveBehind('resetting', 'reset')
  const next = worldIn('reset')
  expect(Math.abs(next.nowMs() - running.nowMs())).toBeLessThan(60_000)
  const count = (world: World) => {
    world.settle()
    return world.store.get<{ count: number }>('SELECT count(*) AS count FROM accruals')?.count
  }
  expect(count(next)).toBe(24)
  expect(count(running)).toBe(24)
  next.store.close()
  running.store.close()
})
