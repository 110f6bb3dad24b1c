/**
 * The client of lib/pages.ts, in a process of its own: raw sockets, one request on its way per connection. Per answer it finds
 * the end and reads the next cursor out of the last bytes; the rest is looked at only while walking.
 */
import { connect, type Socket } from 'node:net'
import type { PagesOrder, PagesResult } from './pages.ts'

const HEAD_END = '\r\n\r\n'
/** The envelope ends with the cursor: this many bytes hold it. */
const TAIL_BYTES = 256
const NEXT_CURSOR = /"nextCursor":(?:null|"([^"]+)")\}\}$/

/** Takes one answer after the other, each with Content-Length, and hands out its body. */
class Answers {
  #parts: Buffer[] = []
  #missing = 0
  readonly #taken: (status: string, parts: readonly Buffer[]) => void
  #status = ''

  constructor(taken: (status: string, parts: readonly Buffer[]) => void) {
    this.#taken = taken
  }

  add(chunk: Buffer): void {
    if (this.#missing === 0) {
      const whole = this.#parts.length === 0 ? chunk : Buffer.concat([...this.#parts, chunk])
      const end = whole.indexOf(HEAD_END)
      if (end < 0) {
        this.#parts = [whole]
        return
      }
      const head = whole.toString('latin1', 0, end)
      const body = whole.subarray(end + HEAD_END.length)
      this.#status = head.slice(9, 12)
      this.#missing = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN) - body.length
      if (Number.isNaN(this.#missing)) throw new Error(`an answer without Content-Length: ${head}`)
      this.#parts = [body]
    } else {
      this.#parts.push(chunk)
      this.#missing -= chunk.length
    }
    if (this.#missing > 0) return
    const parts = this.#parts
    this.#parts = []
    this.#taken(this.#status, parts)
  }
}

function nextCursor(parts: readonly Buffer[]): string | null {
  const last = parts.at(-1) ?? Buffer.alloc(0)
  const end = last.length >= TAIL_BYTES ? last : Buffer.concat(parts)
  const found = NEXT_CURSOR.exec(end.toString('latin1', Math.max(0, end.length - TAIL_BYTES)))
  if (found === null) throw new Error(`no page: ${Buffer.concat(parts).toString().slice(0, 500)}`)
  return found[1] ?? null
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

async function fetchPages({ port, path, key, starts, count }: PagesOrder): Promise<PagesResult> {
  const sockets = await Promise.all(starts.map(() => open(port)))
  const requestOf = (cursor: string | null) =>
    `GET ${path}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${key}\r\nAccept: application/json\r\n\r\n`
  const isWalk = count === 'to the end'
  const cursors: (string | null)[] = [...starts]
  const passed: string[] = []
  let asked = 0
  let done = 0
  let rows = 0
  let bytes = 0
  const startMs = performance.now()
  await new Promise<void>((resolve, reject) => {
    for (const [index, socket] of sockets.entries()) {
      const send = () => {
        if (!isWalk && asked === count) return
        asked++
        socket.write(requestOf(cursors[index] ?? null))
      }
      const answers = new Answers((status, parts) => {
        if (status !== '200') throw new Error(`${status} ${Buffer.concat(parts).toString().slice(0, 500)}`)
        done++
        for (const part of parts) bytes += part.length
        const next = nextCursor(parts)
        // Behind the last page it begins anew.
        cursors[index] = next
        if (isWalk) {
          rows += (JSON.parse(Buffer.concat(parts).toString()) as { data: unknown[] }).data.length
          if (next === null) return resolve()
          passed.push(next)
        }
        if (done === count) resolve()
        else send()
      })
      socket.on('data', (chunk: Buffer) => {
        try {
          answers.add(chunk)
        } catch (error) {
          reject(error)
        }
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
  return { ms, count: done, bytes, rows, cursors, passed, error: null }
}

process.on('message', (order: PagesOrder) => {
  fetchPages(order).then(
    (result) => process.send?.(result),
    (error: unknown) =>
      process.send?.({ ms: 0, count: 0, bytes: 0, rows: 0, cursors: [], passed: [], error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
