/** What people get to see, word by word. Refresh on purpose only: `npx vitest run --project unit test/unit/notify --update`. */
import { describe, expect, test } from 'vitest'
import { renderMail } from '../../../src/notify/render/mail.tsx'
import { renderSlack, renderSlackPlain } from '../../../src/notify/render/slack.ts'
import { NOTICES } from './notices.ts'
import { REQUEST_NOTICES } from './requests.ts'

describe.each(Object.entries({ ...NOTICES, ...REQUEST_NOTICES }))('%s', (name, notice) => {
  test('looks like this in Slack', async () => {
    await expect(`${JSON.stringify(renderSlack(notice), null, 2)}\n`).toMatchFileSnapshot(
      `golden/${name}.slack.json.snap`,
    )
  })

  test('looks like this in Slack without blocks', async () => {
    await expect(`${renderSlackPlain(notice)}\n`).toMatchFileSnapshot(`golden/${name}.slack.txt.snap`)
  })

  test('looks like this as a letter', async () => {
    const { subject, html, text } = renderMail(notice)
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`golden/${name}.mail.txt.snap`)
    await expect(`${html}\n`).toMatchFileSnapshot(`golden/${name}.mail.html.snap`)
  })
})
