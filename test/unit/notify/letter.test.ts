import { expect, it } from 'vitest'
import { renderMail } from '../../../src/notify/render/mail.tsx'
import { NOTICES } from './notices.ts'

it('a letter counts what was left out of it, in both of its forms', () => {
  const { letter } = NOTICES
  if (letter?.kind !== 'letter') throw new Error('no letter')
  const { html, text } = renderMail({ ...letter, omittedParts: 7 })
  expect(html).toContain('7 more messages not shown here')
  expect(text).toContain('7 more messages not shown here')
  expect(renderMail(letter).text).not.toContain('not shown here')
})
