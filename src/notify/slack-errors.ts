/**
 * What each refusal of Slack means for a message. Codes: https://docs.slack.dev/reference/methods/chat.postMessage and
 * .../chat.update. Slack adds codes without notice; an unknown one is retried by the outbox's own schedule, which ends.
 */

/**
 * - `wait`: Slack's trouble or pace; again after the outbox's usual pause, or after Slack's `Retry-After`.
 * - `operator`: a person must mend the app, the token or the channel. Tried again slowly: the message still matters when
 *   they have, and the reason is visible in the outbox meanwhile.
 * - `repost`: the message to change or answer is gone: say it anew.
 * - `plain`: the content is refused: once more without blocks.
 * - `drop`: no repeat can help.
 */
export type SlackRemedy = 'wait' | 'operator' | 'repost' | 'plain' | 'drop'

export const SLACK_REMEDIES: Readonly<Record<string, SlackRemedy>> = {
  ratelimited: 'wait',
  rate_limited: 'wait',
  message_limit_exceeded: 'wait',
  internal_error: 'wait',
  fatal_error: 'wait',
  service_unavailable: 'wait',
  request_timeout: 'wait',
  team_added_to_org: 'wait',

  // The token or what it may do.
  not_authed: 'operator',
  invalid_auth: 'operator',
  account_inactive: 'operator',
  token_revoked: 'operator',
  token_expired: 'operator',
  missing_scope: 'operator',
  no_permission: 'operator',
  not_allowed_token_type: 'operator',
  access_denied: 'operator',
  accesslimited: 'operator',
  ekm_access_denied: 'operator',
  org_login_required: 'operator',
  two_factor_setup_required: 'operator',
  enterprise_is_restricted: 'operator',
  // The channel.
  channel_not_found: 'operator',
  not_in_channel: 'operator',
  is_archived: 'operator',
  is_inactive: 'operator',
  channel_is_limited_access: 'operator',
  restricted_action: 'operator',
  restricted_action_read_only_channel: 'operator',
  restricted_action_thread_only_channel: 'operator',
  messages_tab_disabled: 'operator',
  team_access_not_granted: 'operator',

  // The living message.
  message_not_found: 'repost',
  cant_update_message: 'repost',
  edit_window_closed: 'repost',
  thread_not_found: 'repost',
  cannot_reply_to_message: 'repost',
  restricted_action_thread_locked: 'repost',

  // The rendering.
  invalid_blocks: 'plain',
  invalid_blocks_format: 'plain',
  msg_blocks_too_long: 'plain',
  msg_too_long: 'plain',
  markdown_text_conflict: 'plain',
  block_mismatch: 'plain',
  slack_connect_blocked_file_type: 'plain',

  no_text: 'drop',
  invalid_arguments: 'drop',
  invalid_arg_name: 'drop',
  invalid_charset: 'drop',
  invalid_form_data: 'drop',
  invalid_post_type: 'drop',
  missing_post_type: 'drop',
  deprecated_endpoint: 'drop',
  method_deprecated: 'drop',
}

/** The remedy for a code. */
export function slackRemedy(code: string): SlackRemedy {
  return Object.hasOwn(SLACK_REMEDIES, code) ? (SLACK_REMEDIES[code] ?? 'wait') : 'wait'
}
