/**
 * Text objects and confirmation dialogs.
 * https://docs.slack.dev/reference/block-kit/composition-objects/text-object
 * https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
 * @module
 */
import type { Check } from './check.ts'

/** Longest text where a block sets no limit of its own. */
export const TEXT_MAX = 3000

/** A plain_text or mrkdwn object; `plainOnly` where Slack takes no mrkdwn. */
export function checkText(
  check: Check,
  value: unknown,
  pointer: string,
  rule: { max: number; plainOnly?: boolean },
): void {
  if (value === undefined) return
  const text = check.object(value, pointer)
  if (!text || !check.require(text, pointer, ['type', 'text'])) return
  check.oneOf(text.type, `${pointer}/type`, rule.plainOnly ? ['plain_text'] : ['plain_text', 'mrkdwn'])
  check.string(text.text, `${pointer}/text`, rule.max)
  // emoji belongs to plain_text, verbatim to mrkdwn; the wrong one is an unknown property.
  const own = text.type === 'mrkdwn' ? 'verbatim' : 'emoji'
  check.boolean(text[own], `${pointer}/${own}`)
  check.only(text, pointer, ['type', 'text', own])
}

/** The "are you sure?" of a button. It has no `type`. */
export function checkConfirm(check: Check, value: unknown, pointer: string): void {
  if (value === undefined) return
  const confirm = check.object(value, pointer)
  if (!confirm) return
  check.require(confirm, pointer, ['title', 'text', 'confirm', 'deny'])
  checkText(check, confirm.title, `${pointer}/title`, { max: 100, plainOnly: true })
  checkText(check, confirm.text, `${pointer}/text`, { max: 300 })
  checkText(check, confirm.confirm, `${pointer}/confirm`, { max: 30, plainOnly: true })
  checkText(check, confirm.deny, `${pointer}/deny`, { max: 30, plainOnly: true })
  check.oneOf(confirm.style, `${pointer}/style`, ['primary', 'danger'])
  check.only(confirm, pointer, ['title', 'text', 'confirm', 'deny', 'style'])
}
