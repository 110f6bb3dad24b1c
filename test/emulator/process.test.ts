import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { startEmulator } from '../../emulator/server.ts'
import { READ, WRITE } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'goatherd-emulator-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Running = ChildProcessByStdio<Writable, Readable, Readable>

function start(...args: string[]): Running {
  const env = { ...process.env, INIT_CWD: folder }
  return spawn(process.execPath, ['emulator/main.ts', ...args], { stdio: ['pipe', 'pipe', 'pipe'], env })
}

/** What it prints until a line that ends the announcement. */
async function announcement(child: Running): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout) {
    text += String(chunk)
    if (text.includes('Steering')) break
  }
  return text
}

/** What it says when it cannot start. */
async function complaints(child: Running): Promise<string> {
  let text = ''
  child.stderr.on('data', (chunk) => {
    text += String(chunk)
  })
  expect(await once(child, 'close')).toEqual([1, null])
  return text
}

describe('the command', () => {
  it('says where things are, answers there, and ends on SIGTERM', async () => {
    const child = start('--port', '0', '--smtp-port', '0')
    const text = await announcement(child)
    const [url] = /http:\/\/localhost:\d+/.exec(text) ?? ['']
    expect(text).toContain(`${url}/api/v1`)
    expect(text).toContain(`${url}/slack`)
    expect(text).toContain(`${url}/mail`)
    expect((await fetch(`${url}/emulator/clock`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('breaks connections and bodies as well as inside another process', async () => {
    const child = start('--port', '0', '--smtp-port', '0')
    const [url] = /http:\/\/localhost:\d+/.exec(await announcement(child)) ?? ['']
    const get = () => fetch(`${url}/api/v1/creators`, { headers: { authorization: `Bearer ${READ}` } })
    const rules = ['lost_response', 'cut_body', 'rows', 'huge_body'].map((kind) => ({
      times: 1,
      fault: {
        kind,
        ...(kind === 'rows' ? { patch: { id: 7 } } : {}),
        ...(kind === 'huge_body' ? { bytes: 500_000 } : {}),
      },
    }))
    await fetch(`${url}/emulator/faults`, { method: 'POST', body: JSON.stringify(rules) })
    await expect(get()).rejects.toThrow()
    const cut = await get()
    await expect(cut.text()).rejects.toThrow()
    expect((await (await get()).json()).data[0].id).toBe(7)
    expect(await (await get()).text()).toMatch(/^{/)
    expect((await get()).status).toBe(200)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('takes another port for mail when the usual one is taken and none was asked for', async () => {
    const child = start('--port', '0')
    const other = start('--port', '0')
    const said = await Promise.all([announcement(child), announcement(other)])
    const ports = said.map((text) => /SMTP on 127\.0\.0\.1:(\d+)/.exec(text)?.[1])
    expect(new Set(ports).size).toBe(2)
    for (const one of [child, other]) {
      one.kill('SIGTERM')
      expect(await once(one, 'exit')).toEqual([0, null])
    }
  })

  it('takes a state file as seen from where the command was typed, and says where it is', async () => {
    const args = ['--port', '0', '--smtp-port', '0', '--state', 'here.sqlite']
    for (const how of ['new', 'restored']) {
      const child = start(...args)
      expect(await announcement(child)).toContain(`${join(folder, 'here.sqlite')} (${how})`)
      child.kill('SIGTERM')
      expect(await once(child, 'exit')).toEqual([0, null])
    }
  })

  it.each([
    ['--port', 'eight'],
    ['--port', ' '],
    ['--smtp-port', '70000'],
    ['--worker', 'notaurl'],
    ['--state', ''],
  ])('refuses %s «%s» in a sentence', async (flag, text) => {
    const child = start(flag, text)
    const [[said], ended] = await Promise.all([once(child.stderr, 'data'), once(child, 'exit')])
    expect(ended).toEqual([2, null])
    expect(String(said)).toMatch(new RegExp(`^${flag} must be .*«${text}»\n$`))
  })

  it('ends with its parent when told to', async () => {
    const child = start('--port', '0', '--smtp-port', '0', '--exit-with-parent')
    await announcement(child)
    child.stdin.end()
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('explains a port that is taken or none', async () => {
    const taken = await startEmulator({ port: 0, quiet: true, checkAnswers: true })
    const child = start('--port', String(taken.port), '--smtp-port', '0')
    const complaint = once(child.stderr, 'data')
    expect(await once(child, 'exit')).toEqual([1, null])
    expect(String(await complaint)).toContain('could not start')
    await taken.close()
  })

  it('speaks of ports only when a port is taken, of the state file when that is what is wrong', async () => {
    const taken = await startEmulator({ port: 0, quiet: true, checkAnswers: true })
    const busy = start('--port', String(taken.port), '--smtp-port', '0')
    expect(await complaints(busy)).toMatch(/EADDRINUSE.*\n.*choose others with --port and --smtp-port/)
    await taken.close()
    const file = join(folder, 'homework.txt')
    writeFileSync(file, 'my homework\n')
    const child = start('--port', '0', '--smtp-port', '0', '--state', file)
    const said = await complaints(child)
    expect(said).toContain('homework.txt is no SQLite database; it was left as it is.')
    expect(said).not.toMatch(/port|\n +at /)
  })

  it('has its state file alone; killed, it leaves no lock and loses nothing', async () => {
    const args = ['--port', '0', '--smtp-port', '0', '--state', join(folder, 'alone.sqlite')]
    const first = start(...args)
    const [url] = /http:\/\/localhost:\d+/.exec(await announcement(first)) ?? ['']
    const state = async (at: string) => (await fetch(`${at}/emulator/state`)).json()
    await fetch(`${url}/emulator/act`, { method: 'POST', body: JSON.stringify({ do: 'add_creator' }) })
    const { creators } = await state(url)
    expect(await complaints(start(...args))).toContain('alone.sqlite is in use, probably by another emulator')
    first.kill('SIGKILL')
    await once(first, 'exit')
    const second = start(...args)
    const [again] = /http:\/\/localhost:\d+/.exec(await announcement(second)) ?? ['']
    const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)
    expect(ids((await state(again)).creators)).toEqual(ids(creators))
    second.kill('SIGTERM')
    await once(second, 'exit')
  })
})

describe('startEmulator', () => {
  it('is reachable as localhost, 127.0.0.1 and ::1, and gone after close', async () => {
    const emulator = await startEmulator({ port: 0, quiet: true, checkAnswers: true })
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect((await fetch(`http://${host}:${emulator.port}/emulator/clock`)).status).toBe(200)
    }
    expect(emulator.smtpPort).toBeGreaterThan(0)
    await emulator.close()
    await expect(fetch(`http://127.0.0.1:${emulator.port}/emulator/clock`)).rejects.toThrow()
  })

  it('with a state file goes on where it was', async () => {
    const stateFile = join(folder, 'state.sqlite')
    const first = await startEmulator({ port: 0, quiet: true, checkAnswers: true, stateFile })
    const post = (port: number, path: string, body: object) =>
      fetch(`http://127.0.0.1:${port}/emulator/${path}`, { method: 'POST', body: JSON.stringify(body) })
    const state = async (port: number) => (await fetch(`http://127.0.0.1:${port}/emulator/state`)).json()
    await post(first.port, 'reset', { seed: 9, creators: 20, now: '2026-06-15T10:30:00Z' })
    await post(first.port, 'act', { do: 'pay' })
    await post(first.port, 'options', { list_order: 'oldest_first' })
    const before = await state(first.port)
    await first.close()
    const second = await startEmulator({ port: 0, quiet: true, checkAnswers: true, stateFile })
    const { now, ...after } = await state(second.port)
    expect(after).toEqual({ ...before, now: undefined })
    expect(now).toMatch(/^2026-06-15T10:3/)
    await post(second.port, 'clock', { now: '2026-06-16T00:15:00Z' })
    expect((await state(second.port)).accruals.length).toBeGreaterThan(before.accruals.length)
    await second.close()
  })

  it('with a state file counts the requests and scrapes of the day on after a restart', async () => {
    const stateFile = join(folder, 'counted.sqlite')
    const open = () => startEmulator({ port: 0, quiet: true, checkAnswers: true, stateFile })
    const call = (port: number, path: string, body?: object) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${WRITE}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    const first = await open()
    await call(first.port, '/emulator/reset', { now: '2026-06-15T10:30:00Z' })
    const limits = { requests_per_day: 5, manual_scrapes_per_day: 1 }
    await call(first.port, '/emulator/options', limits)
    const { creators } = (await (await call(first.port, '/emulator/state')).json()) as {
      creators: { id: string; is_active: boolean }[]
    }
    const scrape = `/api/v1/creators/${creators.find(({ is_active }) => is_active)?.id}/scrape`
    expect((await call(first.port, scrape, {})).status).toBe(202)
    expect((await call(first.port, '/api/v1/projects')).status).toBe(200)
    await first.close()
    const second = await open()
    expect((await call(second.port, scrape, {})).status).toBe(429)
    for (const status of [200, 200, 429]) expect((await call(second.port, '/api/v1/projects')).status).toBe(status)
    await call(second.port, '/emulator/clock', { now: '2026-06-16T00:00:00Z' })
    expect((await call(second.port, '/api/v1/projects')).status).toBe(200)
    await second.close()
  })
})
