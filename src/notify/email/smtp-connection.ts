/**
 * A conversation with a mail server over `cloudflare:sockets` (RFC 5321): replies, commands, STARTTLS. Knows no mail.
 *
 * Own code rather than worker-mailer 1.2.1, which was read and tried in workerd: when the server closes the connection it
 * reads on for ever without yielding, so that its own time-out never fires; CR and LF in a subject become headers; it asks
 * for no bounces (`NOTIFY=NEVER`) wherever a server offers DSN; passwords go out unencrypted when STARTTLS is not offered;
 * its errors and logs name addresses; codes must be picked out of texts; a server that offers AUTH without requiring it is
 * refused. Half a mail client with these mended would be a fork of it.
 */
import { connect } from 'cloudflare:sockets'

/** A complete reply of the server. */
export interface SmtpReply {
  readonly code: number
  /** Texts without code; never to be shown or logged: they quote addresses. */
  readonly lines: readonly string[]
}

/** The connection is no longer usable. */
export class SmtpBroken extends Error {
  readonly reason: 'closed' | 'unreachable' | 'malformed_reply' | 'plaintext_after_starttls'
  constructor(reason: SmtpBroken['reason']) {
    super(reason)
    this.name = 'SmtpBroken'
    this.reason = reason
  }
}

/** `implicit`: TLS from the first byte. `upgradable`: plain, and STARTTLS is possible. */
export type SmtpSecurity = 'implicit' | 'upgradable' | 'plain'

const TRANSPORT = { implicit: 'on', upgradable: 'starttls', plain: 'off' } as const
/** No honest reply is longer. */
const MAX_REPLY_LENGTH = 65_536
const encoder = new TextEncoder()

/** One connection. Every method throws `SmtpBroken` when it is over. Time-outs are the caller's: `close` ends all waiting. */
export class SmtpConnection {
  #socket: Socket
  #reader: ReadableStreamDefaultReader<Uint8Array>
  #writer: WritableStreamDefaultWriter<Uint8Array>
  #decoder = new TextDecoder()
  #unread = ''
  #isSecure: boolean
  /** Whether the server ever said anything on this layer. */
  #isHeard = false

  constructor(hostname: string, port: number, security: SmtpSecurity) {
    this.#socket = opened(() =>
      connect({ hostname, port }, { secureTransport: TRANSPORT[security], allowHalfOpen: false }),
    )
    this.#reader = this.#socket.readable.getReader()
    this.#writer = this.#socket.writable.getWriter()
    this.#isSecure = security === 'implicit'
  }

  get isSecure(): boolean {
    return this.#isSecure
  }

  /** The next reply. */
  async reply(): Promise<SmtpReply> {
    const lines: string[] = []
    for (;;) {
      const match = /^(\d{3})([ -]?)(.*)$/.exec(await this.#line())
      if (!match) throw new SmtpBroken('malformed_reply')
      lines.push(match[3] ?? '')
      if (match[2] !== '-') return { code: Number(match[1]), lines }
    }
  }

  /** Sends one line and waits for its reply. `line` must not contain line ends: callers build it from checked parts. */
  async command(line: string): Promise<SmtpReply> {
    if (/[\r\n]/.test(line)) throw new RangeError('line end in an SMTP command')
    await this.#write(`${line}\r\n`)
    return this.reply()
  }

  /** Sends a message after DATA, dots doubled (RFC 5321, 4.5.2), and waits for the verdict. `message` ends in CRLF. */
  async message(message: string): Promise<SmtpReply> {
    await this.#write(`${message.replace(/^\./gm, '..')}.\r\n`)
    return this.reply()
  }

  /** Goes on in TLS, after the server has agreed. What it sent before that is not to be trusted (RFC 3207, 4.2). */
  upgrade(): void {
    if (this.#unread !== '') throw new SmtpBroken('plaintext_after_starttls')
    this.#reader.releaseLock()
    this.#writer.releaseLock()
    const plain = this.#socket
    this.#socket = opened(() => plain.startTls())
    this.#reader = this.#socket.readable.getReader()
    this.#writer = this.#socket.writable.getWriter()
    this.#decoder = new TextDecoder()
    this.#isHeard = false
    this.#isSecure = true
  }

  /** Says goodbye if that is possible, and closes. Never throws, never waits. */
  close(isPolite: boolean): void {
    if (isPolite) this.#writer.write(encoder.encode('QUIT\r\n')).catch(() => {})
    this.#socket.close().catch(() => {})
  }

  async #write(text: string): Promise<void> {
    try {
      await this.#writer.write(encoder.encode(text))
    } catch {
      throw new SmtpBroken(this.#isHeard ? 'closed' : 'unreachable')
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#unread.indexOf('\n')
      if (end >= 0) {
        const line = this.#unread.slice(0, end).replace(/\r$/, '')
        this.#unread = this.#unread.slice(end + 1)
        return line
      }
      if (this.#unread.length > MAX_REPLY_LENGTH) throw new SmtpBroken('malformed_reply')
      this.#unread += await this.#read()
    }
  }

  async #read(): Promise<string> {
    const { value, done } = await this.#reader.read().catch(() => ({ value: undefined, done: true }))
    if (done || value === undefined) throw new SmtpBroken(this.#isHeard ? 'closed' : 'unreachable')
    this.#isHeard = true
    return this.#decoder.decode(value, { stream: true })
  }
}

/** A socket whose failures reach us through reads and writes only; its promises would reject with nobody listening. */
function opened(open: () => Socket): Socket {
  try {
    const socket = open()
    socket.opened.catch(() => {})
    socket.closed.catch(() => {})
    return socket
  } catch {
    throw new SmtpBroken('unreachable')
  }
}
