/** Who acted, from an actor's id such as `slack:U0123`, `token:zapier` or `policy:auto`. */
import { slackUserOf } from '../../domain/people.ts'
import { type Mrkdwn, mrkdwn, type PlainText, plain } from './blocks.ts'
import { clean } from './text.ts'

const NAME_MAX = 120

/** In words, for letters and plain text. May hold data: escape. */
export function actorWords(actor: string): string {
  if (actor === 'policy:auto') return 'automatic (below the limit)'
  const user = slackUserOf(actor)
  if (user !== null) return `Slack user ${user}`
  return clean(actor.startsWith('token:') ? `API token ${actor.slice('token:'.length)}` : actor) || '(nobody)'
}

/**
 * For Slack. The only place that writes a mention: an id that has the form of a user's, alone in its text. It notifies
 * that person, who asked for or decided what the message is about.
 */
export function actorElement(actor: string): PlainText | Mrkdwn {
  const user = slackUserOf(actor)
  return user === null ? plain(actorWords(actor), NAME_MAX) : mrkdwn(`<@${user}>`)
}
