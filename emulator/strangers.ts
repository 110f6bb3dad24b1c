/**
 * Pages of other origins must not act here. Any page that somebody has open could send a plain POST to a port of this machine;
 * browsers say where it comes from, programs say nothing.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 * @module
 */
import type { MiddlewareHandler } from 'hono'

const OURS = ['localhost', '127.0.0.1', '[::1]']

/** 403 for a request that changes something and that a page of another machine's origin has sent. */
export const refuseStrangers: MiddlewareHandler = async function refuseStrangers(c, next) {
  const { method } = c.req
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  if (method !== 'GET' && method !== 'HEAD' && !isOurs(c.req.url, origin, site)) {
    return c.json({ error: `pages of ${origin ?? 'other origins'} may not act here` }, 403)
  }
  await next()
}

function isOurs(url: string, origin: string | undefined, site: string | undefined): boolean {
  if (origin === undefined && site === undefined) return true
  // A name that somebody else's server resolves to this machine is somebody else's page.
  if (!OURS.includes(new URL(url).hostname)) return false
  // Our own forms send `null`, since our pages tell nobody where they are.
  if (origin === undefined || origin === 'null') return site === 'same-origin'
  return URL.canParse(origin) && OURS.includes(new URL(origin).hostname)
}
