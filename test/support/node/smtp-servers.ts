/** Mail servers for tests: real ones (smtp-server), and one that misbehaves as it is told. */
import { createServer, type Server, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Arrived, Manner } from '../worker/notify-ports.ts'
import type { Certificate } from './certificate.ts'

/** A running server. */
export interface Running {
  readonly port: number
  close(): Promise<void>
}

const reply = (code: number, message: string) => Object.assign(new Error(message), { responseCode: code })

/** `never@` is refused for good, `later@` for now, `full@` when the text is there; the password is `right`. */
export async function startSmtp(
  arrived: Arrived[],
  { key, cert }: Certificate,
  more: SMTPServerOptions = {},
): Promise<Running> {
  const server = new SMTPServer({
    key,
    cert,
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onAuth({ username, password }, _session, done) {
      if (password === 'r:ght/ü@') done(null, { user: username ?? '' })
      else done(reply(535, `5.7.8 no such user ${username}`))
    },
    onRcptTo({ address }, _session, done) {
      if (address.startsWith('never')) done(reply(550, `5.1.1 <${address}> unknown`))
      else if (address.startsWith('later')) done(reply(451, '4.7.1 greylisted'))
      else done()
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const to = rcptTo.map(({ address }) => address)
        if (to.some((address) => address.startsWith('full'))) {
          done(reply(552, '5.2.2 mailbox full'))
          return
        }
        arrived.push({
          from: mailFrom ? mailFrom.address : '',
          to,
          user: session.user || null,
          isSecure: session.secure,
          helo: session.hostNameAppearsAs,
          raw: Buffer.concat(chunks).toString('latin1'),
        })
        done()
      })
    },
    ...more,
  })
  server.on('error', () => {})
  const port = await listen(server.server)
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** A server that misbehaves in its manner and is harmless otherwise. It has no certificate. */
export async function startRude(manner: Manner): Promise<Running> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    if (manner === 'silent') return
    if (manner === 'cut_greeting') {
      socket.end('220 hello\r\n')
      return
    }
    socket.write(manner === 'gibberish' ? 'HTTP/1.1 400 Bad Request\r\n\r\n' : '220 rude.test\r\n')
    converse(socket, manner)
  })
  const port = await listen(server)
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function converse(socket: Socket, manner: Manner): void {
  let isData = false
  socket.on('data', (chunk) => {
    if (isData) {
      if (manner === 'cut_in_data') socket.destroy()
      return
    }
    const line = chunk.toString('latin1')
    if (line.startsWith('EHLO')) {
      socket.write(
        manner === 'smuggles' ? '250-rude.test\r\n250 STARTTLS\r\n' : '250-rude.test\r\n250 AUTH PLAIN LOGIN\r\n',
      )
    } else if (line.startsWith('STARTTLS')) socket.write('220 go ahead\r\n250-smuggled\r\n250 AUTH PLAIN\r\n')
    else if (line.startsWith('DATA')) {
      isData = true
      socket.write('354 go on\r\n')
    } else if (line.startsWith('QUIT')) socket.end('221 bye\r\n')
    else socket.write('250 ok\r\n')
  })
}

function listen(server: Pick<Server, 'listen' | 'address' | 'once'>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
      else reject(new Error('no port'))
    })
  })
}
