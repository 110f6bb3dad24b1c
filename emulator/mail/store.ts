/**
 * The mailbox: every mail, raw and read.
 * @module
 */
import { randomInt, randomUUID } from 'node:crypto'
import PostalMime from 'postal-mime'
import type { Address } from './compose.ts'

/** The way a mail came. */
type Via = 'smtp' | 'binding' | 'resend'

export type Envelope = { from: string; to: string[] }

export type Mail = {
  id: string
  at: string
  via: Via
  envelope: Envelope
  from: Address | null
  to: Address[]
  cc: Address[]
  reply_to: Address[]
  subject: string
  text: string
  html: string
  message_id: string
  headers: { key: string; value: string }[]
  attachments: { filename: string; type: string; bytes: number }[]
  raw: string
}

type Parsed = Awaited<ReturnType<typeof PostalMime.parse>>

/** Reads a mail; what cannot be read is kept raw, since a mailbox must not lose what it accepted. */
async function parse(raw: Buffer): Promise<Parsed | undefined> {
  try {
    return await PostalMime.parse(raw)
  } catch {
    return undefined
  }
}

function addresses(list: Parsed['to']): Address[] {
  return (list ?? []).flatMap((entry) => {
    const members = entry.group ?? [entry]
    return members.flatMap(({ name, address }) => (address ? [name ? { name, address } : { address }] : []))
  })
}

/** All mail, oldest first. */
export class Mailbox {
  readonly #now: () => Date
  #mails: Mail[] = []
  // Anywhere, so that a page left open over a restart does not take the new count for the old one.
  #revision = randomInt(1_000_000_000)

  constructor(now: () => Date) {
    this.#now = now
  }

  /** Changes whenever a mail comes or all go; the page polls it. */
  get revision(): number {
    return this.#revision
  }

  get mails(): readonly Mail[] {
    return this.#mails
  }

  find(id: string): Mail | undefined {
    return this.#mails.find((mail) => mail.id === id)
  }

  /** Takes a mail in. The envelope says where it went, whatever the headers say. */
  async deliver(raw: Buffer, envelope: Envelope, via: Via, id: string = randomUUID()): Promise<Mail> {
    const parsed = await parse(raw)
    const [from] = addresses(parsed?.from ? [parsed.from] : [])
    const mail: Mail = {
      id,
      at: this.#now().toISOString(),
      via,
      envelope,
      from: from ?? null,
      to: addresses(parsed?.to),
      cc: addresses(parsed?.cc),
      reply_to: addresses(parsed?.replyTo),
      subject: parsed?.subject ?? '',
      text: parsed?.text ?? '',
      html: parsed?.html ?? '',
      message_id: parsed?.messageId ?? '',
      headers: (parsed?.headers ?? []).map(({ key, value }) => ({ key, value })),
      attachments: (parsed?.attachments ?? []).map((file) => ({
        filename: file.filename ?? '',
        type: file.mimeType,
        bytes: typeof file.content === 'string' ? Buffer.byteLength(file.content) : file.content.byteLength,
      })),
      raw: raw.toString('utf8'),
    }
    this.#mails.push(mail)
    this.#revision++
    return mail
  }

  reset(): void {
    this.#mails = []
    this.#revision++
  }
}
