/**
 * The command line: `node emulator/main.ts [--port N] [--state FILE] [--smtp-port N] [--quiet] [--exit-with-parent]`.
 * @module
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Emulator, startEmulator } from './server.ts'

const USAGE = `npm run emulator -- [--port N] [--smtp-port N] [--worker URL] [--slack-signing-secret TEXT] [--state FILE] [--quiet]

  --port N        HTTP, default 8788; 0: any free port
  --smtp-port N   mail, default 1025 or, if that is taken, any free port; 0: any free port
  --worker URL    a Worker under wrangler dev: commands and clicks of the Slack page go to it (default
                  http://localhost:8787), and mails of its EMAIL binding arrive here too
  --slack-signing-secret TEXT
                  what they are signed with, default emulator-signing-secret
  --state FILE    keeps the organisation, the clock and the options in a SQLite file, for one emulator at a time
  --quiet         prints nothing`

function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    process.exit(2)
  }
}

const { values } = parsed(() =>
  parseArgs({
    options: {
      help: { type: 'boolean', default: false },
      port: { type: 'string', default: '8788' },
      state: { type: 'string' },
      worker: { type: 'string' },
      'slack-signing-secret': { type: 'string' },
      'smtp-port': { type: 'string' },
      quiet: { type: 'boolean', default: false },
      'exit-with-parent': { type: 'boolean', default: false },
    },
  }),
)
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}

const USUAL_SMTP_PORT = 1025

function refuse(flag: string, must: string, text: string): never {
  console.error(`--${flag} must be ${must}, not «${text}»`)
  process.exit(2)
}

function portFrom(flag: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65_535 ? port : refuse(flag, 'a port number', text)
}

function originFrom(flag: string, text: string): string {
  const isWeb = URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
  return isWeb ? text : refuse(flag, 'an address such as http://localhost:8787', text)
}

/** A path as seen from where the command was typed: npm changes to the repository's root first. */
function fileFrom(flag: string, text: string): string {
  return text.trim() === '' ? refuse(flag, 'a path', text) : resolve(process.env.INIT_CWD ?? '.', text)
}

const port = portFrom('port', values.port)
const askedSmtpPort = values['smtp-port'] === undefined ? null : portFrom('smtp-port', values['smtp-port'])
const settings = {
  port,
  quiet: values.quiet,
  ownProcess: true,
  ...(values.worker === undefined ? {} : { workerOrigin: originFrom('worker', values.worker) }),
  ...(values['slack-signing-secret'] === undefined ? {} : { slackSigningSecret: values['slack-signing-secret'] }),
  ...(values.state === undefined ? {} : { stateFile: fileFrom('state', values.state) }),
}

function takenPort(error: unknown): number | null {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  return isTaken && 'port' in error ? Number(error.port) : null
}

/** Who only wants the API must not fail because another mail catcher sits on the usual port. */
async function start(): Promise<Emulator> {
  try {
    return await startEmulator({ ...settings, smtpPort: askedSmtpPort ?? USUAL_SMTP_PORT })
  } catch (error) {
    if (askedSmtpPort !== null || takenPort(error) !== USUAL_SMTP_PORT) throw error
    return startEmulator({ ...settings, smtpPort: 0 })
  }
}

let emulator: Emulator | null = null
let closing = false
async function close(): Promise<void> {
  if (closing) return
  closing = true
  await emulator?.close()
  process.exit(0)
}

// Before the start is announced, for who reads that may end us at once.
process.on('SIGINT', close)
process.on('SIGTERM', close)

emulator = await start().catch((error: unknown) => {
  console.error(`The emulator could not start: ${error instanceof Error ? error.message : String(error)}`)
  if (takenPort(error) !== null) console.error('The port is taken: choose others with --port and --smtp-port.')
  process.exit(1)
})

if (values['exit-with-parent']) {
  process.stdin.resume()
  process.stdin.on('end', close)
  process.stdin.on('close', close)
}
