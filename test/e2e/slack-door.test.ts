import { beforeAll, describe, expect, it } from 'vitest'
import { type Creator, type House, letEarn, openHouse } from '../support/node/e2e-house.ts'
import {
  APPROVER,
  alive,
  commandBody,
  knock,
  pressBody,
  REQUESTER,
  requestsOf,
  SECOND_APPROVER,
  signatureOf,
  slackTime,
  textsIn,
  VIEWER,
  wordsIn,
} from '../support/node/e2e-slack.ts'
import { stage } from '../support/node/e2e-stage.ts'
import { until } from '../support/node/e2e-wait.ts'
import { API_KEY, type RunningWorker } from '../support/node/e2e-worker.ts'

const HOSTILE = '<!channel> <@U0APPROVE> `code` *b* <https://evil.example|x> http://evil.example &amp; <!subteam^S1>'
const STRANGER = 'U0STRANGER'

describe('the door that Slack knocks at', () => {
  const farm = stage()
  let house: House
  let worker: RunningWorker
  let cast: readonly Creator[]
  const one = (place: number): Creator => {
    const creator = cast[place]
    if (creator === undefined) throw new Error('too few creators')
    return creator
  }

  /** Asks with the door's own answer to a command as an end: what came before it has had its effect. */
  async function settle(): Promise<void> {
    const handle = one(5).tiktok_handle
    expect(await house.people.order(REQUESTER, `scrape @${handle} stats`)).toContain(`@${handle}`)
  }

  beforeAll(async () => {
    house = await openHouse(farm, {
      async prepare(emulator) {
        const creators = await letEarn(emulator, [[60_000], [5_000], [7_000], [8_000], [9_000], []])
        for (const { id } of (await emulator.state()).creators) {
          const change = { display_name: HOSTILE, description: HOSTILE, readme: `${HOSTILE}\n# ${HOSTILE}` }
          const answer = await fetch(`${emulator.url}/api/v1/creators/${id}`, {
            method: 'PATCH',
            headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
            body: JSON.stringify(change),
          })
          expect(answer.status).toBe(200)
        }
        return creators
      },
    })
    worker = house.worker
    cast = house.chosen
  })

  it('opens to nobody without a true signature of the last five minutes: 401, and nothing is done', async () => {
    const body = commandBody(`pay @${one(0).tiktok_handle}`, REQUESTER)
    const now = slackTime()
    const right = signatureOf(now, body)
    const knocks = {
      'a wrong signature': { signature: `v0=${'0'.repeat(64)}` },
      'another secret': { signature: signatureOf(now, body, 'another secret') },
      'another version': { timestamp: now, signature: right.replace('v0=', 'v1=') },
      'half a signature': { timestamp: now, signature: right.slice(0, 40) },
      'no signature': { signature: null },
      'no time': { timestamp: null, signature: right },
      neither: { timestamp: null, signature: null },
      'an old time': { timestamp: slackTime(-310) },
      'a future time': { timestamp: slackTime(310) },
      'a time that is no number': { timestamp: 'NaN' },
      'a time in hex': { timestamp: `0x${Number(now).toString(16)}` },
      'a time with an exponent': { timestamp: `${now.slice(0, 1)}.${now.slice(1)}e9` },
      'a time with a fraction': { timestamp: `${now}.0` },
      'a time with a sign': { timestamp: `+${now}` },
      'the signature of another time': { timestamp: String(Number(now) - 1), signature: right },
    }
    for (const [what, how] of Object.entries(knocks)) {
      const answer = await knock(worker, body, how)
      expect(answer.status, what).toBe(401)
      expect(answer.json, what).toMatchObject({ status: 401, code: 'invalid_signature' })
    }
    for (let place = 0; place < body.length; place += 7) {
      const changed = `${body.slice(0, place)}${body[place] === 'x' ? 'y' : 'x'}${body.slice(place + 1)}`
      expect((await knock(worker, changed, { timestamp: now, signature: right })).status, changed).toBe(401)
    }
    for (const changed of [`${body} `, `${body}\n`, body.slice(0, -1), '']) {
      expect((await knock(worker, changed, { timestamp: now, signature: right })).status).toBe(401)
    }
    await settle()
    expect(await requestsOf(worker)).toEqual([])
    expect((await knock(worker, commandBody('help', VIEWER), { timestamp: slackTime(-290) })).status).toBe(200)
  })

  it('a command that is sent again, word for word or signed anew, is one request', async () => {
    const body = commandBody(`pay @${one(1).tiktok_handle}`, REQUESTER)
    const timestamp = slackTime()
    const answers = await Promise.all([1, 2, 3, 4].map(() => knock(worker, body, { timestamp })))
    answers.push(await knock(worker, body, { timestamp: slackTime(1) }))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(answers.filter(({ text }) => text !== '')).toHaveLength(1)
    await until('the request', async () => (await requestsOf(worker)).length > 0)
    expect((await knock(worker, body, { timestamp })).text).toBe('')
    await settle()
    expect(await requestsOf(worker)).toHaveLength(1)
  })

  it('a click that is sent again, word for word or signed anew, is one payment', async () => {
    const { id } = await house.people.request(worker, one(2))
    const body = pressBody('payment.approve', id, APPROVER)
    const timestamp = slackTime()
    const answers = await Promise.all([1, 2, 3, 4].map(() => knock(worker, body, { timestamp })))
    answers.push(await knock(worker, body, { timestamp: slackTime(1) }))
    expect(answers.map(({ status, text }) => [status, text])).toEqual(answers.map(() => [200, '']))
    await house.people.settled(worker, id, 'recorded', /Payment recorded/)
    await knock(worker, body, { timestamp })
    await settle()
    expect(await house.paidTo(one(2))).toHaveLength(1)
    const { history } = await worker.api<{ history: { status: string }[] }>(`/v1/payments/${id}`)
    expect(history.filter(({ status }) => status === 'approved')).toHaveLength(1)
  })

  it('strangers may look, since SLACK_VIEWERS is *, and are told what else they would need', async () => {
    const refused = await knock(worker, commandBody(`pay @${one(3).tiktok_handle}`, STRANGER))
    expect(refused.status).toBe(200)
    expect(refused.text).toContain('SLACK_REQUESTERS')
    expect(refused.text).toContain(STRANGER)
    expect((await knock(worker, commandBody('help', STRANGER))).text).toContain('/goat owed')
    const { id } = await house.people.request(worker, one(3))
    for (const action of ['payment.approve', 'payment.deny', 'payment.cancel', 'payment.void', 'payment.settle']) {
      expect((await knock(worker, pressBody(action, id, STRANGER))).status).toBe(200)
    }
    await settle()
    expect(await worker.api(`/v1/payments/${id}`)).toMatchObject({ status: 'requested' })
  })

  it('made-up buttons and values do nothing', async () => {
    const before = await house.emulator.state()
    const requests = await requestsOf(worker)
    const [known] = requests
    const values: unknown[] = ['', ' ', '../x', "' OR 1=1 --", 'x'.repeat(10_000), '💸', 1, null, { id: known?.id }]
    values.push([known?.id], '00000000-0000-4000-8000-000000000000', `${known?.id}\n`, known?.id.toUpperCase())
    const actions = ['payment.approve', 'payment.void', 'payment.record', 'constructor', '__proto__', '']
    for (const action of [...actions, 'alert.acknowledge', 'alert.silence', 'creator.scrape']) {
      for (const value of values) {
        const answer = await knock(worker, pressBody(action, value, APPROVER))
        expect([answer.status, answer.text], `${action} ${JSON.stringify(value)}`).toEqual([200, ''])
      }
    }
    const form = (payload: string) => new URLSearchParams({ payload }).toString()
    for (const payload of [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '{"type":"block_actions"}',
      '{"type":"block_actions","actions":{}}',
    ]) {
      expect((await knock(worker, form(payload))).status, payload).toBe(200)
    }
    await settle()
    expect((await house.emulator.state()).payments).toEqual(before.payments)
    expect((await requestsOf(worker)).map(({ id, status }) => [id, status])).toEqual(
      requests.map(({ id, status }) => [id, status]),
    )
  })

  it('an approver who asked for a total above the limit cannot approve it, whatever they send', async () => {
    const { id } = await house.people.request(worker, one(0), SECOND_APPROVER)
    await knock(worker, pressBody('payment.approve', id, SECOND_APPROVER))
    await house.people.press(SECOND_APPROVER, 'payment.approve', id)
    await until('the refusal', async () =>
      (await house.people.told(SECOND_APPROVER)).some((message) => wordsIn(message).includes('another person')),
    )
    expect(await worker.api(`/v1/payments/${id}`)).toMatchObject({ status: 'requested', approved_by: null })
    expect(await house.paidTo(one(0))).toEqual([])
  })

  it.each(['$1,234.56', '50', '1e3', '-5', '0.001', '€50', '50 USD', '50,00'])(
    'an amount typed into pay (%s) is explained, and nothing is requested',
    async (amount) => {
      const before = await requestsOf(worker)
      for (const text of [`pay @${one(4).tiktok_handle} ${amount}`, `pay ${amount} @${one(4).tiktok_handle}`]) {
        const { status, text: answer } = await knock(worker, commandBody(text, REQUESTER))
        expect(status).toBe(200)
        expect(answer, text).toContain('The amount is what is owed')
        expect(answer).toContain('POST /v1/payments')
      }
      expect(await requestsOf(worker)).toEqual(before)
    },
  )

  it('a note of 10,000 characters is refused, and hostile text stays text, on the card and in trackagoat', async () => {
    const { people } = house
    const handle = one(4).tiktok_handle
    expect(await people.order(REQUESTER, `pay @${handle} note ${'n'.repeat(10_000)}`)).toContain('too long')
    const note = `${HOSTILE.replace('&amp;', '&')} ${'n'.repeat(1_500)}`
    const { id } = await people.request(
      worker,
      { ...one(4), tiktok_handle: handle.toUpperCase() },
      REQUESTER,
      ` note ${note}`,
    )
    await people.press(APPROVER, 'payment.approve', id)
    const { request, card } = await people.settled(worker, id, 'recorded', /Payment recorded/)
    expect(request.creator.handle).toBe(handle)
    expect(wordsIn(card)).toContain('<!channel>')
    expect(alive(card)).toEqual([])
    for (const { text } of textsIn(card)) expect(text.length).toBeLessThanOrEqual(3_000)
    const [payment] = await house.paidTo(one(4))
    expect(payment?.note).toBe(request.note)
    expect(payment?.note).toBe(note)
    expect(await people.order(REQUESTER, `note @${handle} ${'n'.repeat(10_000)}`)).toContain('too long')
  })

  it('no answer to anything pings, links or is broken by the texts of trackagoat', async () => {
    const handle = one(3).tiktok_handle
    const reads = ['owed', `owed @${handle}`, 'unpaid', `creator @${handle}`, 'stale', 'status', 'runs', 'top', 'slow']
    reads.push(
      'payments',
      `payments @${handle}`,
      'digest preview',
      'silences',
      `owed in ${HOSTILE}`,
      `campaign ${HOSTILE}`,
    )
    reads.push(HOSTILE, `why ${HOSTILE}`, `owed @${HOSTILE}`, 'owed @<!channel>', 'pay <@U0APPROVE|approver>')
    for (const text of reads) expect(await house.people.ask(REQUESTER, text), text).not.toContain('fault of its own')
    await house.people.order(REQUESTER, `pay @${handle} ${HOSTILE.replaceAll('@', '')}`)
    await house.people.order(REQUESTER, `assign @${handle} ${HOSTILE}`)
    await house.people.order(REQUESTER, `note @${handle} ${HOSTILE}`)
    await house.people.command(VIEWER, 'digest now')
    await until('the digest', async () => (await house.emulator.slack()).some(({ text }) => text.includes('Digest')))
    const messages = await house.emulator.slack()
    expect(messages.length).toBeGreaterThan(reads.length)
    expect(messages.flatMap((message) => alive(message))).toEqual([])
    expect(
      messages.filter(({ text, ephemeral_to }) => /invalid_|http_service_error|timeout/.test(text) && ephemeral_to),
    ).toEqual([])
  })

  it('the log holds nothing of what was sent', () => {
    expect(worker.output()).not.toContain('evil.example')
    expect(worker.output()).not.toContain('nnnnnnnn')
  })
})

describe('without a signing secret', () => {
  const farm = stage()

  it('the manifest is there, and Slack’s door says that it is off', async () => {
    const emulator = await farm.emulator()
    const worker = await farm.worker({
      TRACKAGOAT_API_KEY: API_KEY,
      TRACKAGOAT_BASE_URL: `${emulator.url}/api/v1`,
      PUBLIC_URL: 'https://goatherd.example',
    })
    const manifest = await worker.ask('/slack/manifest.json')
    expect(manifest.status).toBe(200)
    expect(manifest.json).toMatchObject({
      features: { slash_commands: [{ command: '/goat', url: 'https://goatherd.example/slack/events' }] },
      settings: { interactivity: { is_enabled: true, request_url: 'https://goatherd.example/slack/events' } },
    })
    for (const body of [commandBody('help', VIEWER), 'ssl_check=1', '{"type":"url_verification","challenge":"x"}']) {
      const answer = await knock(worker, body)
      expect(answer.status).toBe(503)
      expect(answer.json).toMatchObject({ status: 503, code: 'slack_off' })
    }
  })
})
