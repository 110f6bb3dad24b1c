/**
 * The client of lib/load.ts, in a process of its own: raw sockets, requests that are whole before the clock starts, one on
 * its way per connection. What it does per answer is to find its end.
 */
import { createHmac } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import type { LoadOrder, LoadResult } from './load.ts'

/** Keeps every trigger_id apart from those of other rounds. */
let prepared = 0

function requestOf({ port, text, secret, responseUrl, run }: LoadOrder, timestamp: string): Buffer {
  const trigger = `${run}.${++prepared}.0123456789abcdef0123456789abcdef`
  // As Slack sends it.
  const body = new URLSearchParams({
    token: 'gIkuvaNzQIHg97ATvDxqgjtO',
    team_id: 'T0BENCH01',
    team_domain: 'example',
    channel_id: 'C0BENCH01',
    channel_name: 'payouts',
    user_id: 'U0REQUEST',
    user_name: 'requester',
    command: '/goat',
    text,
    api_app_id: 'A0BENCH01',
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: trigger,
  }).toString()
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
  return Buffer.from(
    [
      'POST /slack/events HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)',
      'Accept-Encoding: gzip,deflate',
      'Accept: application/json,*/*',
      'Content-Type: application/x-www-form-urlencoded',
      `X-Slack-Signature: v0=${signature}`,
      `X-Slack-Request-Timestamp: ${timestamp}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
}

const HEAD_END = Buffer.from('\r\n\r\n')
const CHUNKS_END = '0\r\n\r\n'

/** Whether an answer is whole. Only one is ever on its way, so nothing stands behind it. */
function isWhole(answer: Buffer): boolean {
  const end = answer.indexOf(HEAD_END)
  if (end < 0) return false
  const head = answer.toString('latin1', 0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)
  if (length !== null) return answer.length >= end + 4 + Number(length[1])
  return answer.toString('latin1', Math.max(end + 4, answer.length - CHUNKS_END.length)) === CHUNKS_END
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

async function fire(order: LoadOrder, requests: readonly Buffer[]): Promise<LoadResult> {
  const sockets = await Promise.all(Array.from({ length: order.connections }, () => open(order.port)))
  const times = new Float64Array(requests.length)
  let next = 0
  let done = 0
  let bad: string | null = null
  let sample = ''
  const startMs = performance.now()
  await new Promise<void>((resolve, reject) => {
    for (const socket of sockets) {
      let sentMs = 0
      let partial: Buffer | null = null
      const send = () => {
        const request = requests[next]
        if (request === undefined) return
        next++
        sentMs = performance.now()
        socket.write(request)
      }
      socket.on('data', (chunk: Buffer) => {
        const answer: Buffer = partial === null ? chunk : Buffer.concat([partial, chunk])
        if (!isWhole(answer)) {
          partial = answer
          return
        }
        partial = null
        times[done++] = performance.now() - sentMs
        // `HTTP/1.1 200`
        if (answer[9] !== 0x32 || answer[10] !== 0x30) bad ??= answer.toString()
        if (sample === '') sample = answer.toString()
        if (done === requests.length) resolve()
        else send()
      })
      socket.once('error', reject)
      socket.once('close', () => reject(new Error('a connection was closed')))
      send()
    }
  })
  const ms = performance.now() - startMs
  for (const socket of sockets) {
    socket.removeAllListeners('close')
    socket.destroy()
  }
  times.sort()
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { ms, count: done, p50Ms: at(0.5), p99Ms: at(0.99), bad, sample }
}

process.on('message', (order: LoadOrder) => {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const requests = Array.from({ length: order.count }, () => requestOf(order, timestamp))
  fire(order, requests).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ ms: 0, count: 0, p50Ms: 0, p99Ms: 0, bad: String(error), sample: '' }),
  )
})
process.on('disconnect', () => process.exit(0))
