import { describe, expect, test } from 'vitest'
import type { PaymentNotice } from '../../../src/domain/notice.ts'
import { buttonRows } from '../../../src/notify/render/buttons.ts'
import { actorElement, actorWords } from '../../../src/notify/render/people.ts'
import { renderSlack, renderSlackPlain } from '../../../src/notify/render/slack.ts'
import { PAYMENTS } from './requests.ts'

const button = (actionId: string, value = 'preq_7') => ({ actionId, text: 'Approve', value })

describe('buttons', () => {
  test('with the same action stand in rows of their own, as Slack demands', () => {
    const rows = buttonRows([button('a', '1'), button('b'), button('a', '2'), button('c')])
    expect(rows.map(({ elements }) => elements.map(({ action_id, value }) => [action_id, value]))).toEqual([
      [
        ['a', '1'],
        ['b', 'preq_7'],
        ['c', 'preq_7'],
      ],
      [['a', '2']],
    ])
  })

  test('that would name another thing if they were cut are left out', () => {
    expect(
      buttonRows([button('a', 'x'.repeat(2001)), button('a'.repeat(256)), button('', 'x'), button('a', '')]),
    ).toEqual([])
    expect(buttonRows([button('a', 'x'.repeat(2000))])[0]?.elements[0]?.value).toHaveLength(2000)
  })

  test('ask first when they are told to', () => {
    const [row] = buttonRows([{ ...button('payment.void'), text: 'Void', confirm: 'This voids it.', style: 'danger' }])
    expect(row?.elements[0]).toMatchObject({
      style: 'danger',
      confirm: { title: { text: 'Are you sure?' }, text: { text: 'This voids it.' }, confirm: { text: 'Void' } },
    })
    expect(buttonRows([button('a')])[0]?.elements[0]).not.toHaveProperty('confirm')
  })
})

describe('whoever acted', () => {
  test.each([
    ['slack:U0123', 'Slack user U0123', { type: 'mrkdwn', text: '<@U0123>', verbatim: true }],
    ['token:zapier', 'API token zapier', { type: 'plain_text', text: 'API token zapier', emoji: false }],
    ['policy:auto', 'automatic (below the limit)', { type: 'plain_text' }],
    ['slack:U0123|x', 'slack:U0123|x', { type: 'plain_text' }],
    ['slack:everyone', 'slack:everyone', { type: 'plain_text' }],
    ['slack:U0123> <!channel', 'slack:U0123> <!channel', { type: 'plain_text', text: 'slack:U0123&gt; &lt;!channel' }],
    ['', '(nobody)', { type: 'plain_text' }],
  ])('as %j is %s', (actor, words, element) => {
    expect(actorWords(actor)).toBe(words)
    expect(actorElement(actor)).toMatchObject(element)
  })
})

function cardOf(name: string): PaymentNotice {
  const card = PAYMENTS[name]
  if (card === undefined) throw new Error(`no card is called ${name}`)
  return card
}

describe('a card', () => {
  const states = Object.entries(PAYMENTS)
  /** Further examples of a state. */
  const SAME_STATE = ['payment-adjusted', 'payment-refused', 'payment-switched-off', 'payment-settled', 'payment-twin']

  test.each(states)('%s never says that anybody is paid or that money moves', (_name, notice) => {
    // Data aside: the hostile fixtures say what they like.
    const own = renderSlackPlain({ ...notice, request: { ...notice.request, note: null } })
    expect(own.replaceAll('|pay here', '')).not.toMatch(/\bpay\b|\btransfer|\bsend money/i)
  })

  test.each(states)('%s names creator, project, total, method, who asked and both ids', (_name, { ...notice }) => {
    const said = JSON.stringify(renderSlack(notice).blocks)
    for (const label of ['*Creator*', '*Project*', '*Method*', '*Total*', '*Asked by*', '*Accruals: ']) {
      expect(said).toContain(label)
    }
    expect(said).toContain('request preq_7')
    expect(said).toContain(notice.request.idempotency_key)
  })

  test('has a different title in each state', () => {
    const titles = states.filter(([name]) => !SAME_STATE.includes(name)).map(([, notice]) => renderSlack(notice).text)
    expect(new Set(titles).size).toBe(titles.length)
  })

  test('says who denied it and who took it back', () => {
    const fields = (name: string) => JSON.stringify(renderSlack(cardOf(name)).blocks)
    expect(fields('payment-denied')).toContain('*Denied by*')
    expect(fields('payment-cancelled')).toContain('*Cancelled by*')
    expect(fields('payment-voided')).toContain('<@W0FINANCE>')
  })
})
