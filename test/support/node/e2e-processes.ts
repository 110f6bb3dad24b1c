/**
 * Programs with children of their own. Each is started at the head of a process group, so that all of it can be seen and
 * ended by the ids we know, and nothing is left behind when a test fails or is broken off.
 */
import { type ChildProcess, execFileSync } from 'node:child_process'
import { createServer } from 'node:net'
import { until } from './e2e-wait.ts'

/** A process as `ps` tells of it. */
interface Row {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly command: string
}

/** Every process that lives; one that has ended and was not yet collected by its parent is none. */
function processes(): Row[] {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=,args='], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line)
    if (!match || match[4]?.startsWith('Z')) return []
    return [{ pid: Number(match[1]), parent: Number(match[2]), group: Number(match[3]), command: match[5] ?? '' }]
  })
}

/** A process and all that came of it, whatever group they are in. */
function familyOf(pid: number): Row[] {
  const all = processes()
  const family = all.filter((row) => row.pid === pid)
  for (let i = 0; i < family.length; i++) family.push(...all.filter(({ parent }) => parent === family[i]?.pid))
  return family
}

/** Who lives in these groups. */
export function membersOf(groups: ReadonlySet<number>): Row[] {
  return processes().filter(({ group }) => groups.has(group))
}

/** Groups that this test process has started and that may live. */
const started = new Set<number>()

/** Has `child`, started with `detached: true`, ended with this process at the latest. Answers its group. */
export function adopt(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the program could not be started')
  started.add(child.pid)
  return child.pid
}

/** The groups of everything that came of `pid`; those are ended with this process, too. */
export function adoptFamily(pid: number): Set<number> {
  const groups = new Set(familyOf(pid).map(({ group }) => group))
  for (const group of groups) started.add(group)
  return groups
}

/** Sends a signal to all of a group; false when nobody is there. */
export function signal(group: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(-group, name)
    return true
  } catch {
    return false
  }
}

/** Asks groups to end, makes them after `graceMs`, and waits until nobody is left. */
export async function endGroups(groups: ReadonlySet<number>, graceMs = 5_000): Promise<void> {
  for (const group of groups) signal(group, 'SIGINT')
  await until('the programs end', () => membersOf(groups).length === 0, graceMs).catch(() => {
    for (const group of groups) signal(group, 'SIGKILL')
  })
  await until('the programs are ended', () => membersOf(groups).length === 0, 10_000)
  for (const group of groups) started.delete(group)
}

/** Ends a group at once, as a power cut would, and waits until nobody is left. */
export async function killGroup(group: number): Promise<void> {
  signal(group, 'SIGKILL')
  await until('the programs are ended', () => membersOf(new Set([group])).length === 0, 10_000)
  started.delete(group)
}

function endAll(): void {
  for (const group of started) signal(group, 'SIGKILL')
  started.clear()
}
process.on('exit', endAll)
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => {
    endAll()
    process.exit(1)
  })
}

/** A port of this machine that nobody uses now. */
export function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
        else reject(new Error('no port'))
      })
    })
  })
}
