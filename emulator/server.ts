/**
 * Puts the emulator together: trackagoat, Slack, the mailbox and the routes that steer them, on one port.
 * @module
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { Clock } from './clock.ts'
import { createControl } from './control.ts'
import { watch } from './fault-effects.ts'
import { Faults } from './faults.ts'
import { createMailbox } from './mail/index.ts'
import { OptionSet } from './options.ts'
import { createHome } from './pages/index.ts'
import { createReference } from './pages/reference/index.ts'
import { RequestLog } from './requestlog.ts'
import { createSlack } from './slack/index.ts'
import { refuseStrangers } from './strangers.ts'
import { createTrackagoat } from './trackagoat/index.ts'
import { World } from './trackagoat/world.ts'

export type EmulatorSettings = {
  /** 0: any free port. */
  port: number
  /** Absent or 0: any free port. */
  smtpPort?: number
  /** A SQLite file that keeps the organisation, clock and options; without one all is gone at the end. */
  stateFile?: string
  /**
   * Origin of a Worker under `wrangler dev`: the Slack workspace calls it (without one, http://localhost:8787), and what it
   * sends with its EMAIL binding arrives in the mailbox as well.
   */
  workerOrigin?: string
  /** The secret Slack's requests are signed with; see slack/wiring.ts. */
  slackSigningSecret?: string
  /** Prints nothing. */
  quiet?: boolean
  /**
   * Hold every answer of trackagoat's API against its OpenAPI document (openapi/answer-check.ts). An answer that is not in it
   * becomes a 500, and `close` rejects with all of them.
   */
  checkAnswers?: boolean
  /** Nobody else lives in this process, so Node's Request and Response may be replaced by faster ones. */
  ownProcess?: boolean
}

export type Emulator = {
  url: string
  port: number
  smtpPort: number
  close(): Promise<void>
}

/** Starts the emulator on 127.0.0.1, and on ::1 where there is one, so that `localhost` finds it either way. */
export async function startEmulator(settings: EmulatorSettings): Promise<Emulator> {
  const clock = new Clock()
  const options = new OptionSet()
  const faults = new Faults()
  const log = new RequestLog()
  const now = () => clock.now()
  const mail = createMailbox({ now })
  // Before the file: the command tries another port for mail, and must not find a file that its first try has made.
  const smtp = await mail.listenSmtp(settings.smtpPort ?? 0)
  const world = await openWorld(settings, clock, options).catch(async (error: unknown) => {
    await smtp.close()
    throw error
  })
  let url = ''
  const slack = createSlack({
    now,
    origin: () => url,
    ...(settings.workerOrigin === undefined ? {} : { workerUrl: settings.workerOrigin }),
    ...(settings.slackSigningSecret === undefined ? {} : { signingSecret: settings.slackSigningSecret }),
  })

  const app = new Hono()
  const watching = watch({ faults, log, now, nameKey: nameKeys(world) })
  app.use('/api/v1/*', watching)
  app.use('/slack/api/*', watching)
  app.use('/slack/response/*', watching)
  for (const path of ['/emulator/*', '/slack/say', '/slack/press', '/slack/switch']) app.use(path, refuseStrangers)
  const undescribed = new Set<string>()
  const report = (problem: string) => undescribed.add(problem)
  app.route('/api/v1', createTrackagoat(world, settings.checkAnswers === true ? report : undefined))
  app.route('/slack/api', slack.app)
  app.route('/slack', slack.page)
  app.route('/mail', mail.app)
  app.route('/emulator', createControl({ world, clock, options, faults, log, slack, mail }))
  app.route('/reference', createReference(world))
  app.route('/', createHome())

  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: settings.ownProcess === true })
  const servers = await listenOnLoopback(settings.port, listener).catch(async (error: unknown) => {
    await smtp.close()
    world.store.close()
    throw error
  })
  const follower = settings.workerOrigin === undefined ? null : mail.follow(settings.workerOrigin)
  const port = portOf(servers[0])
  url = `http://localhost:${port}`
  const emulator = {
    url,
    port,
    smtpPort: smtp.port,
    async close() {
      follower?.close()
      await Promise.all([...servers.map(closeServer), smtp.close()])
      world.saveSwitches()
      world.store.close()
      if (undescribed.size > 0)
        throw new Error(`Answers that the OpenAPI document does not have:\n${[...undescribed].join('\n')}`)
    },
  }
  if (settings.quiet !== true) announce(emulator, settings.stateFile, world.store.restored)
  return emulator
}

async function openWorld({ stateFile }: EmulatorSettings, clock: Clock, options: OptionSet): Promise<World> {
  return new World({ clock, options, ...(stateFile === undefined ? {} : { stateFile }) })
}

function nameKeys(world: World) {
  return (authorization: string | undefined): string | null =>
    authorization === undefined ? null : (world.apiKeys.find(authorization)?.label ?? 'other')
}

type Listener = ReturnType<typeof getRequestListener>

async function listenOnLoopback(port: number, listener: Listener): Promise<[Server, ...Server[]]> {
  const first = await listen(port, '127.0.0.1', listener)
  try {
    return [first, await listen(portOf(first), '::1', listener)]
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // A machine without IPv6 needs no second one.
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return [first]
    await closeServer(first)
    throw error
  }
}

function listen(port: number, host: string, listener: Listener): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    listener(incoming, outgoing).catch((error: unknown) => console.error(error))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function announce({ url, smtpPort }: Emulator, stateFile: string | undefined, restored: boolean): void {
  console.log(
    [
      `Emulator on ${url}`,
      `  trackagoat API   ${url}/api/v1   keys tga_000… (read), tga_111… (read and write), tga_fff… (revoked)`,
      `  Every route      ${url}/reference   OpenAPI on ${url}/reference/openapi.json`,
      `  Slack            ${url}/slack    Web API on ${url}/slack/api`,
      `  Mailbox          ${url}/mail     SMTP on 127.0.0.1:${smtpPort}`,
      ...(stateFile === undefined ? [] : [`  State            ${stateFile} (${restored ? 'restored' : 'new'})`]),
      `  Steering         ${url}/emulator/{reset,clock,options,faults,state,log,act,slack}`,
    ].join('\n'),
  )
}
