/**
 * A mail server on loopback. It takes anything from anyone, but for addresses and a password made to test refusals.
 * @module
 */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { refusalOf } from './address.ts'
import type { Mailbox } from './store.ts'

const LOOPBACK = ['127.0.0.1', '::1'] as const
const MAX_BYTES = 25 * 1024 * 1024

type Listening = { port: number; close(): Promise<void> }

/** An error smtp-server sends as this reply. */
function reply(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code })
}

function options(mailbox: Mailbox): SMTPServerOptions {
  return {
    banner: 'Goatherd emulator',
    authOptional: true,
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    // No certificate, so no STARTTLS: an offer that cannot be kept would break clients that use TLS when they can.
    disabledCommands: ['STARTTLS'],
    size: MAX_BYTES,
    disableReverseLookup: true,
    closeTimeout: 200,
    onAuth(auth, _session, done) {
      if (auth.password === 'wrong') done(reply(535, '5.7.8 Authentication failed'))
      else done(null, { user: auth.username ?? 'anyone' })
    },
    onMailFrom({ address }, _session, done) {
      done(/^bounce@/i.test(address) ? reply(550, `5.7.1 <${address}>: sender refused`) : null)
    },
    onRcptTo({ address }, _session, done) {
      const refusal = refusalOf(address)
      done(refusal ? reply(refusal.code, refusal.message) : null)
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          done(reply(552, '5.3.4 Message too big'))
          return
        }
        const { mailFrom, rcptTo } = session.envelope
        const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) }
        mailbox.deliver(Buffer.concat(chunks), envelope, 'smtp').then(
          () => done(),
          () => done(reply(451, '4.3.0 Could not store the message')),
        )
      })
    },
  }
}

function listen(server: SMTPServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const net = server.listen(port, host, () => {
      server.off('error', reject)
      // A client that hangs up halfway is its own affair.
      server.on('error', () => {})
      const bound = net.address()
      resolve(typeof bound === 'object' && bound ? bound.port : port)
    })
  })
}

/** Listens on both loopback addresses, so that `localhost` works whichever it means; port 0 finds a free one. */
export async function listenSmtp(mailbox: Mailbox, port: number): Promise<Listening> {
  const [four, six] = LOOPBACK
  const first = new SMTPServer(options(mailbox))
  const bound = await listen(first, port, four)
  const servers = [first]
  const second = new SMTPServer(options(mailbox))
  try {
    await listen(second, bound, six)
    servers.push(second)
  } catch {
    // A machine without IPv6; IPv4 is enough.
  }
  return {
    port: bound,
    async close() {
      await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))
    },
  }
}
