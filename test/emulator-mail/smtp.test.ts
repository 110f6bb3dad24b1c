import { createTransport, type SendMailOptions } from 'nodemailer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Rig, startMailbox } from './support.ts'

let rig: Rig
let smtp: { port: number; close(): Promise<void> }
beforeEach(async () => {
  rig = await startMailbox()
  smtp = await rig.mailbox.listenSmtp(0)
})
afterEach(async () => {
  await smtp.close()
  await rig.close()
})

function send(mail: SendMailOptions, more: { host?: string; pass?: string } = {}) {
  const auth = more.pass === undefined ? {} : { auth: { user: 'anyone', pass: more.pass } }
  const transport = createTransport({ host: more.host ?? '127.0.0.1', port: smtp.port, ...auth })
  return transport.sendMail({
    from: 'Goatherd <goatherd@example.com>',
    to: 'ops@example.com',
    subject: 'Hi',
    text: 'Hi',
    ...mail,
  })
}

describe('the mail server', () => {
  it('takes a mail with emoji, both bodies and all recipients, and keeps it raw', async () => {
    await send({
      to: 'Ops <ops@example.com>, finance@example.com',
      bcc: 'hidden@example.com',
      subject: 'Owed: $2,625.00 🐐 für Zoë',
      text: 'Grüße',
      html: '<p>Grüße</p>',
      headers: { 'X-Digest': 'weekly' },
    })
    const [mail, ...others] = await rig.mails()
    expect(others).toEqual([])
    expect(mail).toMatchObject({
      via: 'smtp',
      at: '2026-05-07T15:00:00.000Z',
      subject: 'Owed: $2,625.00 🐐 für Zoë',
      from: { name: 'Goatherd', address: 'goatherd@example.com' },
      to: [{ name: 'Ops', address: 'ops@example.com' }, { address: 'finance@example.com' }],
      envelope: { from: 'goatherd@example.com', to: ['ops@example.com', 'finance@example.com', 'hidden@example.com'] },
      html: expect.stringContaining('<p>Grüße</p>'),
    })
    expect(mail?.text.trim()).toBe('Grüße')
    expect(mail?.headers).toContainEqual({ key: 'x-digest', value: 'weekly' })
    expect(mail?.raw).toMatch(/^From: Goatherd <goatherd@example\.com>/m)
  })

  it('is reached as localhost, too', async () => {
    await send({}, { host: 'localhost' })
    expect(await rig.mails()).toHaveLength(1)
  })

  it('takes any password but the wrong one', async () => {
    await send({}, { pass: 'right' })
    await expect(send({}, { pass: 'wrong' })).rejects.toMatchObject({ responseCode: 535 })
    expect(await rig.mails()).toHaveLength(1)
  })

  it.each([
    ['a mailbox that does not exist', { to: 'reject@example.com' }, 550],
    ['a mailbox that is busy', { to: 'busy@example.com' }, 451],
    ['a sender nobody wants', { from: 'bounce@example.com' }, 550],
  ])('refuses %s', async (_name, mail, responseCode) => {
    await expect(send(mail)).rejects.toMatchObject({ responseCode })
    expect(await rig.mails()).toEqual([])
  })

  it('delivers to the good recipients when one of them is refused', async () => {
    const sent = await send({ to: 'ops@example.com, reject@example.com' })
    expect(sent.rejected).toEqual(['reject@example.com'])
    expect((await rig.mails())[0]?.envelope.to).toEqual(['ops@example.com'])
  })

  it('offers no STARTTLS, since it has no certificate', async () => {
    const transport = createTransport({ host: '127.0.0.1', port: smtp.port, requireTLS: true })
    await expect(transport.sendMail({ from: 'a@example.com', to: 'b@example.com', text: 'x' })).rejects.toMatchObject({
      code: 'ETLS',
    })
  })
})
