/**
 * The emulator's start page: where to look, and buttons that make things happen upstream.
 * @module
 */
import { Hono } from 'hono'
import { HOME_CSS, HOME_SCRIPT, homePage } from './home.ts'
import { respondPage } from './html.ts'

/** `GET /`. */
export function createHome(): Hono {
  const home = new Hono()
  home.get('/', (c) =>
    respondPage(c, { title: 'Goatherd emulator', css: HOME_CSS, script: HOME_SCRIPT, body: homePage() }),
  )
  return home
}
