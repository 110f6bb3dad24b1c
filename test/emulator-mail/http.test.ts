import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Rig, serveApp, startMailbox } from './support.ts'

let rig: Rig
beforeEach(async () => {
  rig = await startMailbox()
})
afterEach(() => rig.close())

const MAIL = {
  from: 'Goatherd <goatherd@example.com>',
  to: ['ops@example.com'],
  subject: 'Weekly digest 🐐 with a subject that is long enough to need more than one encoded word',
  html: '<p>hé</p>',
  text: 'hé',
}

async function resend(body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${rig.url}/mail/resend/emails`, {
    method: 'POST',
    headers: { authorization: 'Bearer re_test', 'content-type': 'application/json', 'user-agent': 'test', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, body: await answer.json() }
}

async function binding(body: BodyInit, type = 'application/json'): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${rig.url}/mail/binding`, { method: 'POST', headers: { 'content-type': type }, body })
  return { status: answer.status, body: await answer.json() }
}

describe('the stand-in for Resend', () => {
  it('delivers a mail and answers its id', async () => {
    const answer = await resend({
      ...MAIL,
      reply_to: 'team@example.com',
      bcc: 'b@example.com',
      headers: { 'X-Ref': 'r1' },
    })
    const [mail] = await rig.mails()
    expect(answer).toEqual({ status: 200, body: { id: mail?.id } })
    expect(mail).toMatchObject({
      via: 'resend',
      subject: MAIL.subject,
      html: MAIL.html,
      reply_to: [{ address: 'team@example.com' }],
      envelope: { from: 'goatherd@example.com', to: ['ops@example.com', 'b@example.com'] },
    })
    expect(mail?.headers).toContainEqual({ key: 'x-ref', value: 'r1' })
    expect(mail?.raw).not.toContain('b@example.com')
  })

  it('answers the same key and payload with the first id, and sends nothing twice', async () => {
    const key = { 'idempotency-key': 'digest/1' }
    const first = await resend(MAIL, key)
    const { subject, ...rest } = MAIL
    expect(await resend({ subject, ...rest }, key)).toEqual(first)
    expect(await rig.mails()).toHaveLength(1)
  })

  it('sends once when two calls with one key arrive together', async () => {
    const key = { 'idempotency-key': 'digest/1' }
    const [a, b] = await Promise.all([resend(MAIL, key), resend(MAIL, key)])
    expect(a).toEqual(b)
    expect(await rig.mails()).toHaveLength(1)
  })

  it('refuses the same key with another payload', async () => {
    await resend(MAIL, { 'idempotency-key': 'k' })
    expect(await resend({ ...MAIL, subject: 'other' }, { 'idempotency-key': 'k' })).toMatchObject({
      status: 409,
      body: { statusCode: 409, name: 'invalid_idempotent_request' },
    })
  })

  it('forgets a key after 24 hours, not before', async () => {
    const first = await resend(MAIL, { 'idempotency-key': 'k' })
    rig.clock.at = new Date('2026-05-08T14:59:59Z')
    expect(await resend(MAIL, { 'idempotency-key': 'k' })).toEqual(first)
    rig.clock.at = new Date('2026-05-08T15:00:00Z')
    expect(await resend(MAIL, { 'idempotency-key': 'k' })).not.toEqual(first)
    expect(await rig.mails()).toHaveLength(2)
  })

  it('does not remember a key whose mail was refused', async () => {
    expect((await resend({ ...MAIL, to: 'nonsense' }, { 'idempotency-key': 'k' })).status).toBe(422)
    expect((await resend(MAIL, { 'idempotency-key': 'k' })).status).toBe(200)
  })

  it.each([
    ['no key', MAIL, { authorization: '' }, 401, 'missing_api_key'],
    ['a key of another service', MAIL, { authorization: 'Bearer sk_1' }, 403, 'invalid_api_key'],
    ['no User-Agent', MAIL, { 'user-agent': '' }, 403, 'validation_error'],
    ['no JSON', '{', {}, 400, 'validation_error'],
    ['a key that is too long', MAIL, { 'idempotency-key': 'x'.repeat(257) }, 400, 'invalid_idempotency_key'],
    ['no recipient', { ...MAIL, to: undefined }, {}, 422, 'missing_required_field'],
    ['no subject', { ...MAIL, subject: undefined }, {}, 422, 'missing_required_field'],
    ['no body', { ...MAIL, html: undefined, text: undefined }, {}, 422, 'missing_required_field'],
    ['a sender that is no address', { ...MAIL, from: 'goatherd' }, {}, 422, 'invalid_from_address'],
    ['a recipient that is no address', { ...MAIL, to: ['a@b', 'nobody'] }, {}, 422, 'validation_error'],
    ['51 recipients', { ...MAIL, to: Array.from({ length: 51 }, (_, i) => `a${i}@b`) }, {}, 422, 'validation_error'],
  ])('refuses a call with %s', async (_name, body, headers, status, name) => {
    expect(await resend(body, headers)).toMatchObject({ status, body: { statusCode: status, name } })
    expect(await rig.mails()).toEqual([])
  })
})

describe('the stand-in for the EMAIL binding', () => {
  it('takes the object that env.EMAIL.send() takes', async () => {
    const body = {
      ...MAIL,
      from: { email: 'me@example.com', name: 'Zoë 🐐' },
      to: 'a@example.com',
      headers: { 'X-Ref': 'r1' },
    }
    const answer = await binding(JSON.stringify(body))
    const [mail] = await rig.mails()
    expect(answer).toMatchObject({ status: 200, body: { messageId: mail?.message_id } })
    expect(mail).toMatchObject({
      via: 'binding',
      from: { name: 'Zoë 🐐', address: 'me@example.com' },
      subject: MAIL.subject,
      text: expect.stringContaining('hé'),
      html: MAIL.html,
    })
  })

  it('takes a raw message as it stands', async () => {
    const raw = 'From: a@example.com\r\nTo: b@example.com\r\nSubject: raw\r\n\r\nhello\r\n'
    expect((await binding(raw, 'message/rfc822')).status).toBe(200)
    expect(await rig.mails()).toMatchObject([
      { raw, subject: 'raw', envelope: { from: 'a@example.com', to: ['b@example.com'] } },
    ])
  })

  it('has nothing but ASCII in its headers, whatever the names are', async () => {
    const attachments = [{ filename: 'Übersicht 🐐 "2026".csv', type: 'text/csv', content: 'YSxi' }]
    await binding(JSON.stringify({ ...MAIL, from: { email: 'me@example.com', name: 'Zoë' }, attachments }))
    const [mail] = await rig.mails()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(mail?.raw).toMatch(/^[\x00-\x7f]*$/)
    for (const line of mail?.raw.split('\r\n') ?? []) expect(line.length).toBeLessThanOrEqual(998)
    expect(mail?.attachments).toEqual([{ filename: 'Übersicht 🐐 "2026".csv', type: 'text/csv', bytes: 3 }])
  })

  it('does not let a subject or a header add headers of its own', async () => {
    const body = {
      ...MAIL,
      subject: 'a\r\nBcc: evil@example.com',
      headers: { 'X-Ref': 'b\r\nX-Evil: 1', 'Bad\r\nName': 'c' },
    }
    await binding(JSON.stringify(body))
    const keys = (await rig.mails())[0]?.headers.map(({ key }) => key)
    expect(keys).toContain('x-ref')
    expect(keys).not.toContain('bcc')
    expect(keys).not.toContain('x-evil')
  })

  it.each([
    ['no JSON', '{', 400],
    ['no recipient', JSON.stringify({ ...MAIL, to: [] }), 400],
    ['no sender', JSON.stringify({ ...MAIL, from: '' }), 400],
    ['no subject', JSON.stringify({ ...MAIL, subject: undefined }), 400],
    ['neither text nor html', JSON.stringify({ ...MAIL, text: undefined, html: undefined }), 400],
    ['a mailbox that does not exist', JSON.stringify({ ...MAIL, to: 'reject@example.com' }), 422],
    ['a mailbox that is busy', JSON.stringify({ ...MAIL, to: 'busy@example.com' }), 503],
  ])('refuses %s', async (_name, body, status) => {
    expect((await binding(body)).status).toBe(status)
    expect(await rig.mails()).toEqual([])
  })
})

describe('following a Worker under wrangler dev', () => {
  const sent = (n: number) => ({
    messageId: `<m${n}@example.com>`,
    from: '"Me 🐐" <me@example.com>',
    to: ['a@example.com', '"Bé" <b@example.com>'],
    subject: `Mail ${n} 🐐`,
    sentAt: '2026-05-07T15:00:00.000Z',
    headers: { 'X-Ref': String(n) },
    attachments: [],
  })

  it('takes in each mail its local store holds, once, in the order they were sent', async () => {
    // The shape was recorded from wrangler 4.155.0 with miniflare 5.20261023.
    const store = [sent(2), sent(1)]
    const explorer = new Hono().get('/cdn-cgi/local/explorer/api/local/email/sending', (c) => {
      const id = c.req.query('email_id')
      const one = store.find(({ messageId }) => messageId === `<${id}>`)
      const result = id === undefined ? store : { ...one, text: 'hé', html: '<p>hé</p>' }
      return c.json({ success: true, errors: [], messages: [], result })
    })
    const worker = await serveApp(explorer)
    const following = rig.mailbox.follow(worker.url, 3_600_000)
    try {
      expect(await following.poll()).toBe(2)
      store.unshift(sent(3))
      expect(await following.poll()).toBe(1)
      expect(await following.poll()).toBe(0)
    } finally {
      following.close()
      await worker.close()
    }
    const mails = await rig.mails()
    expect(mails.map(({ subject }) => subject)).toEqual(['Mail 1 🐐', 'Mail 2 🐐', 'Mail 3 🐐'])
    expect(mails[0]).toMatchObject({
      via: 'binding',
      message_id: '<m1@example.com>',
      html: '<p>hé</p>',
      envelope: { from: 'me@example.com', to: ['a@example.com', 'b@example.com'] },
    })
  })

  it('waits for a Worker that is not there', async () => {
    const following = rig.mailbox.follow('http://127.0.0.1:1', 3_600_000)
    expect(await following.poll()).toBe(0)
    following.close()
  })
})

describe('the mailbox', () => {
  const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'

  it('shows hostile text as text, in the list and in the mail', async () => {
    await binding(
      JSON.stringify({
        ...MAIL,
        from: { email: 'a@example.com', name: HOSTILE },
        subject: HOSTILE,
        text: HOSTILE,
        html: HOSTILE,
        headers: { 'X-Ref': HOSTILE },
      }),
    )
    const [mail] = await rig.mails()
    for (const path of ['/mail', `/mail/messages/${mail?.id}`]) {
      const page = await (await fetch(rig.url + path)).text()
      expect(page).not.toContain('<script>alert')
      expect(page).not.toContain('<img src=x')
      expect(page).toContain('&lt;script&gt;alert(1)')
    }
  })

  it('shows HTML in a frame that can do nothing', async () => {
    await binding(JSON.stringify(MAIL))
    const [mail] = await rig.mails()
    const answer = await fetch(`${rig.url}/mail/messages/${mail?.id}`)
    const page = await answer.text()
    expect(page).toMatch(/<iframe [^>]*sandbox=""[^>]*srcdoc="&lt;meta http-equiv=&quot;content-security-policy&quot;/)
    expect(page).toContain('default-src &#39;none&#39;')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    for (const id of ['html', 'text', 'headers', 'raw']) expect(page).toContain(`href="#${id}"`)
  })

  it('serves the source as text that no browser runs', async () => {
    await binding(JSON.stringify({ ...MAIL, html: HOSTILE }))
    const [mail] = await rig.mails()
    const answer = await fetch(`${rig.url}/mail/messages/${mail?.id}/raw`)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await answer.text()).toBe(mail?.raw)
  })

  it('answers a poll with the list, and with nothing when nothing has changed', async () => {
    const first = (await (await fetch(`${rig.url}/mail/live`)).json()) as { revision: number }
    expect((await fetch(`${rig.url}/mail/live?since=${first.revision}`)).status).toBe(204)
    await binding(JSON.stringify(MAIL))
    expect(await (await fetch(`${rig.url}/mail/live?since=${first.revision}`)).text()).toContain('ops@example.com')
  })

  it('is JSON as a whole, and empty after a reset, keys included', async () => {
    await resend(MAIL, { 'idempotency-key': 'k' })
    expect(JSON.parse(JSON.stringify(rig.mailbox.state()))).toMatchObject({ messages: [{ via: 'resend' }] })
    rig.mailbox.reset()
    expect(await rig.mails()).toEqual([])
    await resend({ ...MAIL, subject: 'other' }, { 'idempotency-key': 'k' })
    expect(await rig.mails()).toHaveLength(1)
  })

  it('says so when a mail is gone', async () => {
    expect((await fetch(`${rig.url}/mail/messages/nope`)).status).toBe(404)
  })
})
