/**
 * Text into HTML, and the frame every page of the emulator stands in.
 * @module
 */
import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import { BASE_CSS } from './style.ts'

/** What `hono/html` makes. */
export type Html = ReturnType<typeof html>

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text that means nothing to a browser. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}

/** A whole page. Styles and scripts are inline; the policy lets nothing else run and nothing be fetched from elsewhere. */
export async function respondPage(
  c: Context,
  page: { title: string; css: string; script: string; body: Html; images?: string; forms?: boolean },
): Promise<Response> {
  const nonce = randomBytes(16).toString('base64')
  c.header(
    'content-security-policy',
    [
      "default-src 'none'",
      "style-src 'unsafe-inline'",
      `script-src 'nonce-${nonce}'`,
      `img-src ${page.images ?? 'data:'}`,
      "connect-src 'self'",
      "base-uri 'none'",
      `form-action ${page.forms === true ? "'self'" : "'none'"}`,
      "frame-ancestors 'self'",
    ].join('; '),
  )
  c.header('cache-control', 'no-store')
  c.header('referrer-policy', 'no-referrer')
  c.header('x-content-type-options', 'nosniff')
  return c.html(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title}</title>
<link rel="icon" href="data:image/svg+xml,${raw(ICON)}">
<style>${raw(BASE_CSS)}${raw(page.css)}</style>
</head>
<body>
${page.body}
<script nonce="${nonce}">${raw(page.script)}</script>
</body>
</html>`,
  )
}

const ICON = encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><text y=".9em" font-size="90">🐐</text></svg>',
)

/** The bar that leads from one part of the emulator to the next. */
export function topBar(current: 'home' | 'slack' | 'mail' | 'reference'): Html {
  const links = [
    { id: 'home', href: '/', label: 'Emulator' },
    { id: 'slack', href: '/slack', label: 'Slack' },
    { id: 'mail', href: '/mail', label: 'Mail' },
    { id: 'reference', href: '/reference', label: 'API' },
  ]
  return html`<header class="top"><a class="skip" href="#main">Skip to content</a>
<span class="brand" aria-hidden="true">🐐</span><nav aria-label="Emulator">${links.map(
    ({ id, href, label }) => html`<a href="${href}" ${id === current ? raw('aria-current="page"') : ''}>${label}</a>`,
  )}</nav></header>`
}
