/**
 * Block elements: buttons and images in full, the rest by type and identifiers only.
 * https://docs.slack.dev/reference/block-kit/block-elements
 * @module
 */
import type { Check } from './check.ts'
import { checkConfirm, checkText } from './text.ts'

const SELECTS = ['static', 'external', 'users', 'conversations', 'channels'].flatMap((kind) => [
  `${kind}_select`,
  `multi_${kind}_select`,
])
const PICKERS = ['datepicker', 'datetimepicker', 'timepicker', 'checkboxes', 'radio_buttons']
const INPUTS = [
  'plain_text_input',
  'number_input',
  'email_text_input',
  'url_text_input',
  'rich_text_input',
  'file_input',
]

const IN_ACTIONS = ['button', 'workflow_button', 'overflow', 'rich_text_input', ...SELECTS, ...PICKERS]
const IN_SECTION = ['image', 'button', 'workflow_button', 'overflow', ...SELECTS, ...PICKERS]
const IN_INPUT = [...INPUTS, ...SELECTS, ...PICKERS]

/** Where an element stands decides which ones may. */
type Place = 'actions' | 'section' | 'input'
const ALLOWED: Record<Place, readonly string[]> = { actions: IN_ACTIONS, section: IN_SECTION, input: IN_INPUT }

const OPTIONS_MAX: Record<string, number> = {
  static_select: 100,
  multi_static_select: 100,
  overflow: 5,
  checkboxes: 10,
  radio_buttons: 10,
}

/** One element at one place. */
export function checkElement(check: Check, value: unknown, pointer: string, place: Place): void {
  const element = check.object(value, pointer)
  if (!element || !check.require(element, pointer, ['type'])) return
  const type = String(element.type)
  if (!ALLOWED[place].includes(type)) {
    check.fail(`${pointer}/type`, `unsupported type: ${type}`)
    return
  }
  if (type === 'image') {
    checkImageElement(check, value, pointer)
    return
  }
  check.string(element.action_id, `${pointer}/action_id`, 255)
  checkConfirm(check, element.confirm, `${pointer}/confirm`)
  if (type === 'button') checkButton(check, value, pointer)
  const most = OPTIONS_MAX[type]
  if (most !== undefined && element.option_groups === undefined) {
    check.require(element, pointer, ['options'])
    check.list(element.options, `${pointer}/options`, most, (item, at) => checkOption(check, item, at))
  }
}

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
function checkButton(check: Check, value: unknown, pointer: string): void {
  const button = check.object(value, pointer)
  if (!button) return
  check.require(button, pointer, ['text'])
  checkText(check, button.text, `${pointer}/text`, { max: 75, plainOnly: true })
  check.url(button.url, `${pointer}/url`, 3000)
  check.string(button.value, `${pointer}/value`, 2000)
  check.oneOf(button.style, `${pointer}/style`, ['primary', 'danger'])
  check.string(button.accessibility_label, `${pointer}/accessibility_label`, 75)
  const known = ['type', 'text', 'action_id', 'url', 'value', 'style', 'confirm', 'accessibility_label']
  check.only(button, pointer, known)
}

/** https://docs.slack.dev/reference/block-kit/block-elements/image-element */
export function checkImageElement(check: Check, value: unknown, pointer: string): void {
  const image = check.object(value, pointer)
  if (!image) return
  checkImageSource(check, value, pointer)
  check.only(image, pointer, ['type', 'image_url', 'slack_file', 'alt_text'])
}

/** What an image element and an image block share: a source and words for those who do not see it. */
export function checkImageSource(check: Check, value: unknown, pointer: string): void {
  const image = check.object(value, pointer)
  if (!image) return
  check.require(image, pointer, ['alt_text'])
  check.string(image.alt_text, `${pointer}/alt_text`, 2000)
  check.url(image.image_url, `${pointer}/image_url`, 3000)
  if (image.image_url === undefined && image.slack_file === undefined) {
    check.fail(pointer, 'must define either `image_url` or `slack_file`')
  }
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
function checkOption(check: Check, value: unknown, pointer: string): void {
  const option = check.object(value, pointer)
  if (!option) return
  check.require(option, pointer, ['text', 'value'])
  checkText(check, option.text, `${pointer}/text`, { max: 75 })
  check.string(option.value, `${pointer}/value`, 150)
  checkText(check, option.description, `${pointer}/description`, { max: 75 })
  check.only(option, pointer, ['text', 'value', 'description', 'url'])
}
