/**
 * A rival, in a process of its own: node:http handing out prepared pages. What is PUT to a path is what GET answers from then
 * on, whatever the query.
 */
import { createServer } from 'node:http'

const pages = new Map<string, Buffer>()

const server = createServer((request, response) => {
  const [path = ''] = (request.url ?? '').split('?')
  if (request.method !== 'PUT') {
    const page = pages.get(path) ?? Buffer.alloc(0)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': page.length })
    response.end(page)
    return
  }
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    pages.set(path, Buffer.concat(parts))
    response.end()
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' ? address?.port : 0)
})
process.on('disconnect', () => process.exit(0))
