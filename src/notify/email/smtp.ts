/**
 * Mail over SMTP submission (RFC 5321, 6409). Port 25 is closed to Workers; 587 and 465 are what providers offer.
 * 4yz means later, 5yz means never; every reason names the step and the code, nothing else of the server's words.
 */
import { within } from '../deadline.ts'
import { OPERATOR_RETRY_MS, type Outcome } from '../port.ts'
import { composeMime } from './mime.ts'
import { SmtpBroken, SmtpConnection, type SmtpReply, type SmtpSecurity } from './smtp-connection.ts'
import { domainOf, type MailTransport, type OutgoingMail } from './transport.ts'

/** For the whole conversation, in ms: servers may look for spam before they take a message. */
const DEFAULT_TIMEOUT_MS = 60_000

interface Server {
  readonly hostname: string
  readonly port: number
  readonly isImplicit: boolean
  /** `offered`: when the server can. */
  readonly startTls: 'offered' | 'required' | 'off'
  readonly login: { readonly user: string; readonly password: string } | null
}

/** The server refused, or what it offers is not enough. Ends the conversation. */
class Refused extends Error {
  readonly outcome: Outcome
  constructor(outcome: Outcome) {
    super('refused')
    this.outcome = outcome
  }
}

/**
 * `smtp://` (587; STARTTLS when offered, or `?starttls=required` / `off`) or `smtps://` (465), with optional
 * `user:password@`. A password leaves unencrypted only for loopback, or after `starttls=off`.
 * Throws on an address that is none: settings are checked earlier.
 */
export function createSmtpTransport(smtpUrl: string, timeoutMs = DEFAULT_TIMEOUT_MS): MailTransport {
  const server = parseSmtpUrl(smtpUrl)
  return {
    name: 'smtp',
    async send(mail) {
      const unfit = [mail.from, ...mail.to].some((address) => !/^[\x21-\x3b\x3d\x3f-\x7e]+$/.test(address))
      if (unfit) return { outcome: 'drop', reason: 'smtp_address_not_ascii' }
      let connection: SmtpConnection | undefined
      let isPolite = true
      try {
        connection = new SmtpConnection(server.hostname, server.port, securityOf(server))
        const result = await within(converse(connection, server, mail), timeoutMs)
        if (result !== 'timeout') return result.value
        isPolite = false
        return { outcome: 'retry', reason: 'smtp_timeout', afterMs: null }
      } catch (error) {
        if (error instanceof Refused) return error.outcome
        if (!(error instanceof SmtpBroken)) throw error
        isPolite = false
        return { outcome: 'retry', reason: `smtp_${error.reason}`, afterMs: null }
      } finally {
        connection?.close(isPolite)
      }
    },
  }
}

function securityOf({ isImplicit, startTls }: Server): SmtpSecurity {
  if (isImplicit) return 'implicit'
  return startTls === 'off' ? 'plain' : 'upgradable'
}

async function converse(connection: SmtpConnection, server: Server, mail: OutgoingMail): Promise<Outcome> {
  expect('greeting', await connection.reply(), 2)
  const name = domainOf(mail.from)
  let offers = await hello(connection, name)
  if (!connection.isSecure && server.startTls !== 'off' && offers.has('STARTTLS')) {
    expect('starttls', await connection.command('STARTTLS'), 2)
    connection.upgrade()
    offers = await hello(connection, name)
  }
  if (!connection.isSecure && server.startTls === 'required') askOperator('smtp_starttls_not_offered')
  if (server.login) await authenticate(connection, server, server.login, offers)
  expect('mail', await connection.command(`MAIL FROM:<${mail.from}>`), 2)
  await recipients(connection, mail.to)
  expect('data', await connection.command('DATA'), 3)
  expect('message', await connection.message(composeMime(mail)), 2)
  return { outcome: 'sent', ref: mail.messageId }
}

/** What the server offers: keyword to parameters. */
async function hello(connection: SmtpConnection, name: string): Promise<ReadonlyMap<string, string>> {
  const extended = await connection.command(`EHLO ${name}`)
  if (extended.code >= 500) {
    expect('helo', await connection.command(`HELO ${name}`), 2)
    return new Map()
  }
  expect('ehlo', extended, 2)
  return new Map(
    extended.lines.slice(1).map((line) => {
      const [keyword = '', ...parameters] = line.toUpperCase().split(/[ =]/)
      return [keyword, parameters.join(' ')]
    }),
  )
}

async function authenticate(
  connection: SmtpConnection,
  server: Server,
  { user, password }: NonNullable<Server['login']>,
  offers: ReadonlyMap<string, string>,
): Promise<void> {
  if (!connection.isSecure && server.startTls !== 'off' && !isLoopback(server.hostname)) {
    askOperator('smtp_password_needs_tls')
  }
  const methods = (offers.get('AUTH') ?? '').split(' ')
  if (methods.includes('PLAIN')) {
    expect('auth', await connection.command(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`), 2)
  } else if (methods.includes('LOGIN')) {
    expect('auth', await connection.command('AUTH LOGIN'), 3)
    expect('auth', await connection.command(base64(user)), 3)
    expect('auth', await connection.command(base64(password)), 2)
  } else askOperator('smtp_auth_not_offered')
}

/**
 * The letter goes to whoever is accepted: one full mailbox must not silence everyone else. Only if nobody is, it is
 * refused, for later if that may help anybody.
 */
async function recipients(connection: SmtpConnection, to: readonly string[]): Promise<void> {
  const refusals: SmtpReply[] = []
  for (const address of to) {
    const reply = await connection.command(`RCPT TO:<${address}>`)
    if (reply.code < 200 || reply.code >= 300) refusals.push(reply)
    // 421: the server is closing, whoever it is about (RFC 5321, 3.8).
    if (reply.code === 421) expect('rcpt', reply, 2)
  }
  if (refusals.length < to.length) return
  const [worst] = refusals.toSorted((a, b) => a.code - b.code)
  if (worst) expect('rcpt', worst, 2)
  else drop('smtp_no_recipients')
}

function expect(step: string, { code }: SmtpReply, firstDigit: 2 | 3): void {
  const digit = Math.floor(code / 100)
  if (digit === firstDigit) return
  const reason = `smtp_${step}_${code}`
  if (digit !== 5) throw new Refused({ outcome: 'retry', reason, afterMs: null })
  if (step === 'auth') askOperator(reason)
  drop(reason)
}

/** The settings are wrong, not the letter: it is kept until they are mended. */
function askOperator(reason: string): never {
  throw new Refused({ outcome: 'retry', reason, afterMs: OPERATOR_RETRY_MS })
}

function drop(reason: string): never {
  throw new Refused({ outcome: 'drop', reason })
}

function parseSmtpUrl(text: string): Server {
  const url = URL.parse(text)
  const isImplicit = url?.protocol === 'smtps:'
  if (!url || (!isImplicit && url.protocol !== 'smtp:') || url.hostname === '') {
    throw new RangeError('SMTP_URL is not an smtp:// or smtps:// address')
  }
  const wanted = url.searchParams.get('starttls')
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isImplicit ? 465 : 587) : Number(url.port),
    isImplicit,
    startTls: wanted === 'required' || wanted === 'off' ? wanted : 'offered',
    login:
      url.username === '' ? null : { user: unescapePercent(url.username), password: unescapePercent(url.password) },
  }
}

function unescapePercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '::1' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
}
