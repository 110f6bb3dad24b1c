/**
 * A Worker under `workerd serve` alone: what `wrangler deploy` would upload, its objects on disk, and nothing in front of it.
 * The harness of lib/workerd.ts puts proxies there that cost more than a route.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { unstable_readConfig as readConfig } from 'wrangler'
import { PROGRAMS, ROOT, stop } from '../../scripts/lib/processes.ts'
import { cpuMsOf } from './workerd.ts'

/** A Worker with nothing between it and its port. */
export interface ServedWorker {
  readonly port: number
  /** Of the Worker that drives the objects from within, if one was asked for. */
  readonly driverPort: number
  /** Where the objects keep their SQLite files. */
  readonly disk: string
  /** CPU that its process has used so far, in ms. */
  cpuMs(): number
  close(): Promise<void>
}

/** Builds a Worker (minified) and serves it on ports of its own. `driver`: a Worker that may call the objects of the first. */
export async function serve(
  configPath: string,
  vars: Readonly<Record<string, string>>,
  driver?: string,
): Promise<ServedWorker> {
  const folder = mkdtempSync(join(tmpdir(), 'goatherd-serve-'))
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  const objects = objectsOf(configPath)
  const services = [
    workerText(folder, 'main', configPath, vars, objects, true),
    ...(driver === undefined ? [] : [workerText(folder, 'driver', driver, {}, objects, false)]),
    // Upstream and response_url are on this machine.
    '(name = "internet", network = (allow = ["public", "private"]))',
    `(name = "disk", disk = (path = ${text(disk)}, writable = true))`,
    `(name = "kv", worker = (serviceWorkerScript = "addEventListener('fetch', (e) => e.respondWith(new Response(null, { status: 404 })))", compatibilityDate = "2026-10-01"))`,
  ]
  const sockets = ['main', ...(driver === undefined ? [] : ['driver'])].map(
    (name) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}")`,
  )
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [${services.join(', ')}], sockets = [${sockets.join(', ')}]);`,
  )
  const program = createRequire(createRequire(import.meta.url).resolve('wrangler')).resolve('workerd/bin/workerd')
  // What it logs goes nowhere: on Cloudflare nobody waits for it either.
  const child = spawn(program, ['serve', '--experimental', '--control-fd=3', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'ignore', process.env.GOATHERD_BENCH_LOG === undefined ? 'ignore' : 'inherit', 'pipe'],
  })
  // Whoever starts it may end by a fault of its own.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const ports = await listening(child.stdio[3] as Readable, sockets.length)
  const { pid } = child
  if (pid === undefined) throw new Error('workerd did not start')
  return {
    port: ports.get('main') ?? 0,
    driverPort: ports.get('driver') ?? 0,
    disk,
    cpuMs: () => cpuMsOf(pid),
    async close() {
      process.off('exit', end)
      await stop(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface ObjectBinding {
  readonly name: string
  readonly class_name: string
}

function objectsOf(configPath: string): readonly ObjectBinding[] {
  return readConfig({ config: configPath }).durable_objects.bindings
}

/** A Worker in workerd's own configuration. `isOwner`: the objects are its own; else it only calls them. */
function workerText(
  folder: string,
  name: string,
  configPath: string,
  vars: Readonly<Record<string, string>>,
  objects: readonly ObjectBinding[],
  isOwner: boolean,
): string {
  const out = join(folder, name)
  execFileSync(
    process.execPath,
    [PROGRAMS.wrangler, 'deploy', '--dry-run', '--minify', '--config', configPath, '--outdir', out],
    { cwd: ROOT, stdio: 'ignore' },
  )
  const script = readdirSync(out).find((file) => file.endsWith('.js'))
  if (script === undefined) throw new Error(`${configPath}: nothing was built`)
  const config = readConfig({ config: configPath })
  const bindings = [
    ...Object.entries(vars).map(([key, value]) => `(name = ${text(key)}, text = ${text(value)})`),
    ...objects.map((object) => {
      const owner = isOwner ? '' : ', serviceName = "main"'
      return `(name = ${text(object.name)}, durableObjectNamespace = (className = ${text(object.class_name)}${owner}))`
    }),
    ...config.kv_namespaces.map(
      ({ binding }: { readonly binding: string }) => `(name = ${text(binding)}, kvNamespace = "kv")`,
    ),
  ]
  const namespaces = objects.map(
    ({ class_name: object }) => `(className = ${text(object)}, uniqueKey = ${text(object)}, enableSql = true)`,
  )
  const fields = [
    `modules = [(name = "worker.js", esModule = embed ${text(join(name, script))})]`,
    `compatibilityDate = ${text(config.compatibility_date ?? '')}`,
    `compatibilityFlags = [${config.compatibility_flags.map(text).join(', ')}]`,
    `bindings = [${bindings.join(', ')}]`,
    ...(isOwner && objects.length > 0
      ? [`durableObjectNamespaces = [${namespaces.join(', ')}]`, 'durableObjectStorage = (localDisk = "disk")']
      : []),
  ]
  return `(name = "${name}", worker = (${fields.join(', ')}))`
}

function text(value: string): string {
  return JSON.stringify(value)
}

/** The ports that workerd says it listens on. */
function listening(control: Readable, sockets: number): Promise<ReadonlyMap<string, number>> {
  return new Promise((resolve, reject) => {
    const ports = new Map<string, number>()
    let said = ''
    control.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      for (let end = said.indexOf('\n'); end >= 0; end = said.indexOf('\n')) {
        const { event, socket, port } = JSON.parse(said.slice(0, end)) as Record<string, string | number>
        said = said.slice(end + 1)
        if (event === 'listen') ports.set(String(socket), Number(port))
      }
      if (ports.size === sockets) resolve(ports)
    })
    control.on('end', () => reject(new Error('workerd ended before it listened; GOATHERD_BENCH_LOG=1 shows why')))
  })
}
