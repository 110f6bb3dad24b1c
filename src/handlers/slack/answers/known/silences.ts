/** `/goat silences`: what nobody is told of at present. */
import type { Answer, AnswerLine } from '../../../../domain/answer.ts'
import { slackUserOf } from '../../../../domain/people.ts'
import { matchWords, type Silence } from '../../../../domain/silences.ts'
import { instant, plural } from '../../../../domain/words.ts'
import { ROWS, section, tryThese } from '../words.ts'

export function silencesAnswer(silences: readonly Silence[]): Answer {
  const [first] = silences
  if (first === undefined) {
    return {
      tone: 'good',
      title: 'Nothing is silenced',
      paragraphs: [`To silence a creator or a kind of alert:\n${tryThese('silence @handle 2d on holiday')}`],
    }
  }
  return {
    tone: 'info',
    title: `${plural(silences.length, 'silence')} in force`,
    paragraphs: [`To end one: ${tryThese(`unsilence ${first.id}`)}`],
    sections: [section(null, silences.slice(0, ROWS).map(silenceLine), silences.length)],
    asOf: null,
  }
}

function silenceLine({ id, match, until, by, comment }: Silence): AnswerLine {
  const facts = [matchWords(match), `until ${instant(until)}`, `by ${slackUserOf(by) ?? by}`]
  return { name: id, alias: null, facts: comment === null ? facts : [...facts, `why: ${comment}`] }
}
