/** A stand-in for the Worker's /slack/events: checks Slack's signature by itself and answers what the test has laid out. */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = {
  path: string
  headers: IncomingHttpHeaders
  raw: string
  form: URLSearchParams
  /** Whether the signature is right and the timestamp within Slack's five minutes of the machine's time. */
  genuine: boolean
}

/** What to answer. `hangs`: nothing until the caller gives up. */
export type Reply = { status?: number; json?: unknown; text?: string; hangs?: boolean }

export type WorkerDouble = {
  url: string
  received: Received[]
  /** Answers to come, first to last; 200 with nothing in it when there is none left. */
  replies: Reply[]
  close(): Promise<void>
}

export async function startWorkerDouble(secret: string): Promise<WorkerDouble> {
  const received: Received[] = []
  const replies: Reply[] = []
  const server = createServer((incoming, outgoing) => {
    let raw = ''
    incoming.setEncoding('utf8').on('data', (part: string) => {
      raw += part
    })
    incoming.on('end', () => {
      const { headers, url = '' } = incoming
      received.push({
        path: url,
        headers,
        raw,
        form: new URLSearchParams(raw),
        genuine: isGenuine(secret, headers, raw),
      })
      const { status = 200, json, text = '', hangs = false } = replies.shift() ?? {}
      if (hangs) return
      outgoing.writeHead(status, {
        'content-type': json === undefined ? 'text/plain' : 'application/json; charset=utf-8',
      })
      outgoing.end(json === undefined ? text : JSON.stringify(json))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    replies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function isGenuine(secret: string, headers: IncomingHttpHeaders, raw: string): boolean {
  const at = String(headers['x-slack-request-timestamp'])
  const hmac = createHmac('sha256', secret)
  hmac.update('v0:').update(at).update(':').update(raw)
  const isFresh = /^\d{10}$/.test(at) && Math.abs(Date.now() / 1000 - Number(at)) < 300
  return isFresh && headers['x-slack-signature'] === `v0=${hmac.digest('hex')}`
}
