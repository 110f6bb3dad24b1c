/** Whether a port of this machine is free. */
import { createServer } from 'node:net'

/** True when a server could listen there now. */
export function freePort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
