/**
 * A real HTTP server that answers as a test tells it to. `POST /script/<id>` with a list of answers; requests under
 * `/at/<id>/…` get them one after another; `GET /script/<id>` tells what was asked.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { Asked, ScriptedAnswer } from '../worker/notify-ports.ts'
import type { Running } from './smtp-servers.ts'

/** Starts it on a free port of loopback. */
export async function startScriptedHttp(): Promise<Running> {
  const scripts = new Map<string, ScriptedAnswer[]>()
  const asked = new Map<string, Asked[]>()
  const server = createServer(async (request, response) => {
    const [, kind = '', id = '', ...rest] = (request.url ?? '').split('/')
    const body = await read(request)
    if (kind === 'script') {
      if (request.method === 'POST') scripts.set(id, JSON.parse(body) as ScriptedAnswer[])
      response.end(JSON.stringify(asked.get(id) ?? []))
      return
    }
    asked.set(id, [...(asked.get(id) ?? []), { path: `/${rest.join('/')}`, headers: request.headers, body }])
    const answer = scripts.get(id)?.shift() ?? { status: 500, body: 'no answer left' }
    if (answer.cut) {
      request.socket.destroy()
      return
    }
    if (answer.hang) return
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {})
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
