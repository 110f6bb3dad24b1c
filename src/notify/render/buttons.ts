/** Buttons within Slack's limits: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
import type { NoticeButton } from '../../domain/notice.ts'
import { type Actions, type Button, plain } from './blocks.ts'
import { clean } from './text.ts'

const TEXT_MAX = 75
const VALUE_MAX = 2000
const ACTION_ID_MAX = 255
const CONFIRM_BUTTON_MAX = 30
/** Slack takes 300; ten questions of that length would crowd out what they are about. */
const CONFIRM_MAX = 240
/** More buttons than these below one message are not drawn: whoever makes messages keeps to fewer. */
const BUTTONS_MAX = 10

/**
 * The rows of buttons of a message. An `action_id` stands once in each row, as Slack demands. A button that could not
 * work (no id, no value, or one that would have to be cut) is left out.
 */
export function buttonRows(buttons: readonly NoticeButton[]): Actions[] {
  const rows: Button[][] = []
  for (const button of buttons.filter(canWork).slice(0, BUTTONS_MAX)) {
    const row = rows.find((others) => others.every(({ action_id }) => action_id !== button.actionId))
    if (row) row.push(element(button))
    else rows.push([element(button)])
  }
  return rows.map((elements) => ({ type: 'actions', elements }))
}

function canWork({ actionId, value }: NoticeButton): boolean {
  return actionId !== '' && actionId.length <= ACTION_ID_MAX && value !== '' && value.length <= VALUE_MAX
}

function element({ actionId, text, value, style, confirm }: NoticeButton): Button {
  const words = clean(text) || '(no name)'
  const look = style === undefined ? {} : { style }
  return {
    type: 'button',
    text: plain(words, TEXT_MAX),
    action_id: actionId,
    value,
    ...look,
    ...(confirm === undefined
      ? {}
      : {
          confirm: {
            title: plain('Are you sure?', 100),
            text: plain(clean(confirm) || words, CONFIRM_MAX),
            confirm: plain(words, CONFIRM_BUTTON_MAX),
            deny: plain('Go back', CONFIRM_BUTTON_MAX),
            ...look,
          },
        }),
  }
}
