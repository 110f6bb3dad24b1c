/**
 * What becomes of what the app says back: to a command in its HTTP answer, to a command or a click at the response_url.
 * @module
 */
import { flag } from '../call.ts'
import { POST_TEXT_MAX, type Refusal, readContent } from '../content.ts'
import { APP, SLACKBOT } from '../directory.ts'
import type { SlackOptions } from '../options.ts'
import type { Message, Workspace } from '../store.ts'
import type { Delivery } from './deliver.ts'
import type { Issued } from './response-urls.ts'

type Desk = { workspace: Workspace; options: SlackOptions }
type Json = Record<string, unknown>

/** A JSON object, or nothing when the text is none. */
export function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/**
 * Writes what was said: for the person alone unless `response_type` is `in_channel`, in place of the original if asked.
 * A refusal changes nothing.
 */
export function writeResponse(desk: Desk, issued: Issued, said: Json): { message: Message | null } | Refusal {
  const original = issued.original?.deleted === true ? null : issued.original
  if (flag(said, 'delete_original') === true) {
    if (original !== null) desk.workspace.remove(original)
    issued.original = null
    return { message: null }
  }
  const content = readContent(said, { textMax: POST_TEXT_MAX, options: desk.options })
  if ('error' in content) return content
  const place = original === null ? undefined : desk.workspace.find(original.channel, original.ts)
  if (flag(said, 'replace_original') === true && place !== undefined) {
    desk.workspace.edit(place, content, content.metadata)
    return { message: place }
  }
  const message = desk.workspace.post(issued.channelId, {
    ...content,
    user: APP.userId,
    bot_id: APP.botId,
    app_id: APP.appId,
    ...(said.response_type === 'in_channel' ? {} : { ephemeral_to: issued.userId }),
  })
  issued.original ??= message
  return { message }
}

/** Shows what the app answered to a command, or why there is nothing to show, in Slack's words. */
export function showCommandAnswer(desk: Desk, issued: Issued, command: string, delivery: Delivery): void {
  if (delivery.error !== undefined) {
    tellFailure(desk, issued, `${command} failed`, delivery)
    return
  }
  if (delivery.body.trim() === '') return
  // A text that is not JSON is shown as it is.
  const said = delivery.contentType === 'application/json' ? parseObject(delivery.body) : { text: delivery.body }
  // An answer with nothing in it that Slack would show is an acknowledgement.
  if (said !== undefined && said.text === undefined && said.blocks === undefined) return
  const written = said === undefined ? { error: 'the body is not a JSON object' } : writeResponse(desk, issued, said)
  if (!('error' in written)) return
  const errors = 'errors' in written && Array.isArray(written.errors) ? written.errors.join('\n') : ''
  tell(desk, issued, `${command} failed with the error "invalid_command_response"`, `${written.error} ${errors}`.trim())
}

/** Tells the person that the app did not take it. */
export function tellFailure(desk: Desk, issued: Issued, what: string, { error, status }: Delivery): void {
  const causes: Record<string, string> = {
    operation_timeout: 'The Worker did not answer within 3 seconds.',
    dispatch_failed: 'Nothing answered at the Worker’s address. Is it running?',
    http_service_error: `The Worker answered HTTP ${status}.`,
  }
  tell(desk, issued, `${what} with the error "${error}"`, causes[error ?? ''] ?? '')
}

/** A line from Slack itself, with what a developer may want to know below. */
export function tell(
  { workspace }: Pick<Desk, 'workspace'>,
  to: Pick<Issued, 'channelId' | 'userId'>,
  line: string,
  more = '',
): void {
  const text = escapeText(more === '' ? line : `${line}\n${more}`)
  workspace.post(to.channelId, { text, user: SLACKBOT.userId, ephemeral_to: to.userId })
}

/** Typed text as Slack stores it: three characters are escaped, so that nothing typed here is markup. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
