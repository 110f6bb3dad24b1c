import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Rig, startSlack } from './support.ts'

let rig: Rig
beforeEach(async () => {
  rig = await startSlack()
})
afterEach(() => rig.close())

const post = (more: Record<string, unknown>) =>
  rig.call('chat.postMessage', { channel: 'C0ALERTS1', text: 'hello', ...more })

/** The hostile texts of a creator who would like to own the page. */
const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>"\' onload=alert(1) x="'

/** What the page shows of the messages, without its own script. */
const shown = async (path = ''): Promise<string> => (await rig.page(path)).split('<script nonce')[0] ?? ''

describe('the workspace page', () => {
  it.each([
    ['text', { text: HOSTILE }],
    ['mrkdwn', { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: HOSTILE } }] }],
    ['code', { text: `\`${HOSTILE}\` and \`\`\`${HOSTILE}\`\`\`` }],
    ['bold, italics and emphasis', { text: `*${HOSTILE}* _${HOSTILE}_ ~${HOSTILE}~` }],
    ['a header', { blocks: [{ type: 'header', text: { type: 'plain_text', text: HOSTILE } }] }],
    ['a field', { blocks: [{ type: 'section', fields: [{ type: 'plain_text', text: HOSTILE }] }] }],
    ['a context', { blocks: [{ type: 'context', elements: [{ type: 'mrkdwn', text: HOSTILE }] }] }],
    [
      'a button and its value',
      {
        blocks: [
          {
            type: 'actions',
            elements: [
              {
                type: 'button',
                text: { type: 'plain_text', text: HOSTILE.slice(0, 70) },
                value: HOSTILE,
                action_id: HOSTILE,
              },
            ],
          },
        ],
      },
    ],
    ['an image', { blocks: [{ type: 'image', image_url: 'https://a.b/"onerror="alert(1)', alt_text: HOSTILE }] }],
    ['a link and its label', { text: '<https://a.b/"onmouseover="alert(1)|"><img src=x onerror=alert(1)>' }],
    ['a date’s fallback', { text: '<!date^nonsense^{date}|"><img src=x onerror=alert(1)>' }],
    [
      'rich text',
      {
        blocks: [
          { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: HOSTILE }] }] },
        ],
      },
    ],
    ['markdown', { blocks: [{ type: 'markdown', text: HOSTILE }] }],
  ])('shows hostile characters in %s as characters', async (_name, more) => {
    expect(await post(more)).toMatchObject({ ok: true })
    const page = await shown()
    expect(page).not.toContain('<script>alert')
    expect(page).not.toMatch(/<img src=x/)
    // No attribute was closed early: outside of quotes, no tag has a handler.
    for (const tag of page.match(/<[a-z][^>]*>/g) ?? []) expect(tag.replace(/"[^"]*"/g, '')).not.toMatch(/\son\w+=/)
    expect(page).toMatch(/onerror/)
  })

  it('never makes a link of anything but http, https, mail and telephone', async () => {
    await post({ text: '<javascript:alert(1)|click> <data:text/html,x|click> <https://ok.example|fine>' })
    const page = await shown()
    expect(page).not.toMatch(/href="(javascript|data):(?!image\/svg)/)
    expect(page).toContain('&lt;javascript:alert(1)|click&gt;')
    expect(page).toContain('href="https://ok.example"')
  })

  it('runs no script but its own and fetches nothing from elsewhere', async () => {
    const answer = await fetch(`${rig.url}/slack`)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/script-src 'nonce-[^']+'/)
    expect(await answer.text()).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/)
  })

  it('shows escaped mentions as characters and marks those that would notify people', async () => {
    await post({ text: 'note: &lt;!channel&gt; &lt;@U0VIEWER1&gt;' })
    expect(await shown()).toContain('note: &lt;!channel&gt; &lt;@U0VIEWER1&gt;')
    expect(await shown()).not.toContain('class="ping"')
    expect(await shown()).not.toContain('🔔')
    await post({ text: 'oops <!channel> and <@U0APPROVE>' })
    expect(await shown()).toContain('<mark class="ping" dir="auto">@channel</mark>')
    expect(await shown()).toContain('<mark class="ping" dir="auto">@Approver</mark>')
    expect(await shown()).toContain('🔔 notifies @channel, @Approver')
  })

  it('does not take a mention in plain_text for one', async () => {
    await post({ blocks: [{ type: 'header', text: { type: 'plain_text', text: '<!channel>' } }] })
    expect(await shown()).not.toContain('class="ping"')
    expect(await shown()).not.toContain('🔔')
  })

  it.each([
    ['*bold*', '<strong>bold</strong>'],
    ['_italic_', '<em>italic</em>'],
    ['~gone~', '<s>gone</s>'],
    ['`code *x*`', '<code>code *x*</code>'],
    [
      '*<https://a.b|label>*',
      '<strong><a href="https://a.b" rel="noopener noreferrer nofollow" target="_blank" dir="auto">label</a></strong>',
    ],
    ['2*3*4 snake_case_name', '2*3*4 snake_case_name'],
    ['&amp;lt; AT&amp;T', '&amp;lt; AT&amp;T'],
    ['https://a.b/c_d_e.', '>https://a.b/c_d_e</a>.'],
    ['&gt; quoted', '<blockquote><div class="line" dir="auto">quoted</div></blockquote>'],
    ['• one\n• two', '<ul><li dir="auto">one</li><li dir="auto">two</li></ul>'],
    [':tada: :no_such_emoji:', '<span class="emoji" title=":tada:">🎉</span> :no_such_emoji:'],
    ['_late :white_check_mark: now_', '<em>late <span class="emoji" title=":white_check_mark:">✅</span> now</em>'],
    ['<!date^1778166000^{date_num} {time}|later>', '>2026-05-07 3:00 PM UTC</time>'],
    ['<#C0GENERAL>', '<span class="channel-link" dir="auto">#general</span>'],
  ])('renders %s', async (text, expected) => {
    await post({ text })
    expect(await shown()).toContain(expected)
  })

  it('lets text of either direction find its own', async () => {
    await post({ text: 'عمر — earned' })
    expect(await shown()).toContain('<div class="line" dir="auto">عمر — earned</div>')
  })

  it('shows how often a message was edited and what it said before', async () => {
    const { ts } = await post({ text: 'first words' })
    await rig.call('chat.update', { channel: 'C0ALERTS1', ts, text: 'second words' })
    expect(await shown()).toContain('(edited)')
    await rig.call('chat.update', { channel: 'C0ALERTS1', ts, text: 'third words' })
    const page = await shown()
    expect(page).toContain('(edited 2 times)')
    for (const words of ['first words', 'second words', 'third words']) expect(page).toContain(words)
  })

  it('has buttons to press on what is so now, and none that does something on what was', async () => {
    const button = { type: 'button', style: 'primary', text: { type: 'plain_text', text: 'Approve' } }
    const { ts } = await post({ blocks: [{ type: 'actions', elements: [button] }] })
    expect(await shown()).toMatch(/<button class="button primary" type="submit" form="press"[^>]*>Approve</)
    await rig.call('chat.update', { channel: 'C0ALERTS1', ts, text: 'done', blocks: [] })
    expect(await shown()).toMatch(/<span class="button inert primary" role="button" aria-disabled="true"[^>]*>Approve</)
    expect(await shown()).not.toContain('name="press"')
  })

  it('answers a poll with what changed, and with nothing when nothing has', async () => {
    const first = (await (await fetch(`${rig.url}/slack/live?channel=C0ALERTS1`)).json()) as { revision: number }
    const unchanged = `${rig.url}/slack/live?channel=C0ALERTS1&since=${first.revision}`
    expect((await fetch(unchanged)).status).toBe(204)
    await post({ text: 'news' })
    const changed = await fetch(unchanged)
    expect(changed.status).toBe(200)
    expect(JSON.stringify(await changed.json())).toContain('news')
  })

  it('has landmarks, one heading of the first level, and one place that tells of what comes and changes', async () => {
    const page = await shown()
    expect(page).toContain('<main id="main"')
    expect(page).toContain('<nav aria-label="Channels">')
    expect(page).toContain('<nav aria-label="Act as">')
    expect(page.match(/<h1/g)).toHaveLength(1)
    expect(page).toContain('role="log" aria-live="off"')
    expect(page).toContain('id="live-news" class="sr" role="status"')
  })
})
