/**
 * The command line: `node emulator/main.ts [--port N] [--state FILE] [--smtp-port N] [--quiet] [--exit-with-parent]`.
 * @module
 */
import { parseArgs } from 'node:util'
import { startEmulator } from './server.ts'

const USAGE = `npm run emulator -- [--port N] [--smtp-port N] [--worker URL] [--slack-signing-secret TEXT] [--state FILE] [--quiet]

  --port N        HTTP, default 8788; 0: any free port
  --smtp-port N   mail, default 1025; 0: any free port
  --worker URL    a Worker under wrangler dev: commands and clicks of the Slack page go to it (default
                  http://localhost:8787), and mails of its EMAIL binding arrive here too
  --slack-signing-secret TEXT
                  what they are signed with, default emulator-signing-secret
  --state FILE    keeps the organisation in a SQLite file
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
      'smtp-port': { type: 'string', default: '1025' },
      quiet: { type: 'boolean', default: false },
      'exit-with-parent': { type: 'boolean', default: false },
    },
  }),
)
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}

function portFrom(name: string, text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  console.error(`--${name} must be a port number, not ${text}`)
  process.exit(2)
}

const emulator = await startEmulator({
  port: portFrom('port', values.port),
  smtpPort: portFrom('smtp-port', values['smtp-port']),
  quiet: values.quiet,
  ...(values.worker === undefined ? {} : { workerOrigin: values.worker }),
  ...(values['slack-signing-secret'] === undefined ? {} : { slackSigningSecret: values['slack-signing-secret'] }),
  ownProcess: true,
  ...(values.state === undefined ? {} : { stateFile: values.state }),
}).catch((error: unknown) => {
  console.error(`The emulator could not start: ${error instanceof Error ? error.message : String(error)}`)
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    console.error('The port is taken: choose others with --port and --smtp-port.')
  }
  process.exit(1)
})

let closing = false
async function close(): Promise<void> {
  if (closing) return
  closing = true
  await emulator.close()
  process.exit(0)
}

process.on('SIGINT', close)
process.on('SIGTERM', close)
if (values['exit-with-parent']) {
  process.stdin.resume()
  process.stdin.on('end', close)
  process.stdin.on('close', close)
}
