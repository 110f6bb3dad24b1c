/** `/goat why`: why an alert was or was not announced. */
import { type Answer, type AnswerLine, sorry } from '../../../../domain/answer.ts'
import { instant, plural } from '../../../../domain/words.ts'
import type { AlertDecision, AlertDetail } from '../../../../durable/watch/contract.ts'
import { section } from '../words.ts'

const REASONS: Readonly<Record<string, string>> = {
  first_notification: 'announced: the first of its group',
  new_alerts_in_group: 'the message was changed: others joined',
  alerts_resolved: 'the message was changed: some are over',
  all_resolved: 'the message was changed: all are over',
  reminder_due: 'reminded: it had been quiet for as long as REMIND_EVERY_HOURS says',
  resolved_before_announced: 'not announced: it was over before',
  no_channel_set_up: 'not announced: no channel is set up',
  unchanged: 'nothing said: nothing had changed',
  silenced: 'nothing said: silenced',
  silence_over: 'reminded: the silence is over',
  acknowledged: 'nothing said: somebody has taken it',
}

export function whyAnswer(id: string, alert: AlertDetail | null): Answer {
  if (alert === null) {
    return sorry(
      `There is no alert ${id}`,
      'The id stands below every alert, such as alr_12, or grp_3 for its message.',
    )
  }
  const about = alert.handle === null ? '' : ` of @${alert.handle}`
  const opened = `Opened ${instant(alert.opened_at)}`
  const over = alert.resolved_at === null ? 'still open' : `over since ${instant(alert.resolved_at)}`
  return {
    tone: 'info',
    title: `${alert.kind}${about}: ${alert.announced ? 'announced' : 'not announced'}`,
    paragraphs: [
      `${opened}, ${over}. Alert ${alert.id} of ${alert.group_id}${alert.project ? ` in ${alert.project.name}` : ''}.`,
      ...(alert.decisions.length === 0
        ? ['Nothing was decided about it so far: that happens at the end of a check.']
        : []),
    ],
    ...(alert.decisions.length === 0
      ? {}
      : { sections: [section('Decisions, newest first', alert.decisions.map(decisionLine))] }),
    asOf: null,
  }
}

function decisionLine(decision: AlertDecision): AnswerLine {
  const facts = [REASONS[decision.reason] ?? decision.reason, `${decision.open} open`]
  if (decision.times > 1) facts.push(`the same for ${plural(decision.times, 'check')}`)
  return { name: instant(decision.at), alias: null, facts }
}
