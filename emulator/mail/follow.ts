/**
 * Fetches what a Worker under `wrangler dev` has sent with its EMAIL binding.
 *
 * Locally the binding delivers nothing. miniflare logs the mail, writes its bodies (without sender, recipients and
 * subject) to `.wrangler/tmp/email/<session>/`, and keeps it whole in a store that its Local Explorer serves at
 * `/cdn-cgi/local/explorer/api/local/email/sending`. The store is the one source that has everything, so it is read.
 * Its shape belongs to miniflare 5.20261023 and is not promised; a Worker that does not have it is simply not followed.
 * @module
 */
import * as z from 'zod'
import { readBuilder } from './binding.ts'
import { compose } from './compose.ts'
import type { Mailbox } from './store.ts'

const EXPLORER = '/cdn-cgi/local/explorer/api/local/email/sending'

const List = z.object({
  result: z.array(z.object({ messageId: z.string() })),
  result_info: z.object({ cursor: z.string().optional(), has_more: z.boolean().optional() }).optional(),
})
const Detail = z.object({
  result: z.object({
    messageId: z.string(),
    from: z.string(),
    to: z.array(z.string()),
    cc: z.array(z.string()).optional(),
    bcc: z.array(z.string()).optional(),
    replyTo: z.string().optional(),
    subject: z.string(),
    headers: z.record(z.string(), z.string()).optional(),
    text: z.string().optional(),
    html: z.string().optional(),
    rawBase64: z.string().optional(),
    sentAt: z.string(),
  }),
})

type Follower = {
  /** Fetches what is new; answers how many mails that were. */
  poll(): Promise<number>
  /** Polls again and again until closed. */
  start(everyMs?: number): { close(): void }
}

/** Follows the Worker at this origin, for instance `http://localhost:8787`. */
export function followWorker(mailbox: Mailbox, origin: string): Follower {
  const seen = new Set<string>()

  async function get(query: Record<string, string>): Promise<unknown> {
    const url = `${new URL(origin).origin}${EXPLORER}?${new URLSearchParams(query)}`
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5000) })
      return answer.ok ? await answer.json() : undefined
    } catch {
      // The Worker is not up, or restarting; the next poll asks again.
      return undefined
    }
  }

  async function fetchOne(messageId: string): Promise<boolean> {
    const detail = Detail.safeParse(await get({ email_id: messageId.replace(/^<|>$/g, '') }))
    if (!detail.success) return false
    const { result } = detail.data
    const read = readBuilder({ text: '', ...result }, new Date(result.sentAt))
    if ('error' in read) return false
    const raw = result.rawBase64 === undefined ? compose(read.mail) : Buffer.from(result.rawBase64, 'base64')
    await mailbox.deliver(raw, read.envelope, 'binding')
    return true
  }

  async function poll(): Promise<number> {
    const list = List.safeParse(await get({ per_page: '100' }))
    if (!list.success) return 0
    let count = 0
    // The newest come first; they are delivered in the order they were sent.
    for (const { messageId } of list.data.result.toReversed()) {
      if (seen.has(messageId)) continue
      seen.add(messageId)
      if (await fetchOne(messageId)) count++
    }
    return count
  }

  return {
    poll,
    start(everyMs = 2000) {
      let timer: NodeJS.Timeout | undefined
      let closed = false
      const tick = async (): Promise<void> => {
        await poll()
        // Not an interval: a slow answer must not be asked for twice.
        if (!closed) timer = setTimeout(tick, everyMs).unref()
      }
      timer = setTimeout(tick, everyMs).unref()
      return {
        close() {
          closed = true
          clearTimeout(timer)
        },
      }
    },
  }
}
