/** A workspace behind real HTTP on a free port, with a clock the test sets. */
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createSlack, type Slack, type SlackDeps } from '../../emulator/slack/index.ts'

export type Answer = { ok: boolean; error?: string; ts: string; channel: string; [more: string]: unknown }

export type Rig = {
  slack: Slack
  url: string
  clock: { at: Date }
  call(method: string, args?: Record<string, unknown>, token?: string | null): Promise<Answer>
  form(method: string, fields: Record<string, string>): Promise<Answer>
  page(path?: string): Promise<string>
  messages(channel?: string): Promise<Posted[]>
  /** Calls a route below /emulator/slack. */
  steer(path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>
  /** Sends a form of the page as a browser without script does. */
  submit(path: string, fields: Record<string, string>, accept?: string): Promise<Response>
  close(): Promise<void>
}

export type Posted = {
  channel: string
  ts: string
  text: string
  blocks?: unknown[]
  original: { text: string; at: string }
  edits: { text: string; at: string }[]
  replies: { ts: string; text: string }[]
  [more: string]: unknown
}

export async function startSlack(more: Omit<SlackDeps, 'now'> = {}): Promise<Rig> {
  const clock = { at: new Date('2026-05-07T15:00:00Z') }
  const slack = createSlack({ now: () => clock.at, ...more })
  const root = new Hono()
    .route('/slack/api', slack.app)
    .route('/slack', slack.page)
    .route('/emulator/slack', slack.control)
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: root.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(started))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    slack,
    url,
    clock,
    async call(method, args = {}, token = 'xoxb-test') {
      const answer = await fetch(`${url}/slack/api/${method}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(args),
      })
      return (await answer.json()) as Answer
    },
    async form(method, fields) {
      const body = new URLSearchParams(fields)
      return (await (await fetch(`${url}/slack/api/${method}`, { method: 'POST', body })).json()) as Answer
    },
    async page(path = '') {
      return (await fetch(`${url}/slack${path}`)).text()
    },
    async messages(channel = 'C0ALERTS1') {
      return (await (
        await fetch(`${url}/slack/messages.json?channel=${encodeURIComponent(channel)}`)
      ).json()) as Posted[]
    },
    async steer(path, body) {
      const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      const answer = await fetch(`${url}/emulator/slack${path}`, sent)
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    },
    submit: (path, fields, accept = 'text/html') =>
      fetch(`${url}/slack${path}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { accept },
        redirect: 'manual',
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
