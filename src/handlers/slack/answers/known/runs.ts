/** `/goat runs`: the last checks and how they ended. */
import type { Answer, AnswerLine } from '../../../../domain/answer.ts'
import { reasonWords } from '../../../../domain/reasons.ts'
import { instant, plural } from '../../../../domain/words.ts'
import type { RunSummary } from '../../../../durable/watch/contract.ts'
import { NO_CHECK_YET, section } from '../words.ts'

export function runsAnswer(runs: readonly RunSummary[]): Answer {
  if (runs.length === 0) return { tone: 'info', title: 'No check so far', paragraphs: [NO_CHECK_YET] }
  const troubled = runs.filter(({ outcome }) => outcome === 'incomplete').length
  return {
    tone: 'info',
    title: `The last ${plural(runs.length, 'check')}`,
    paragraphs: [
      troubled === 0
        ? 'All of them saw everything they asked for.'
        : `${plural(troubled, 'check')} ended early. From an incomplete look nothing is concluded to be gone; the next one looks again.`,
    ],
    sections: [section('Newest first', runs.map(runLine))],
    asOf: null,
  }
}

/** How a run ended, in a line. */
export function runLine(run: RunSummary): AnswerLine {
  const facts = [`${run.outcome}${run.trigger === 'manual' ? ', asked for by hand' : ''}`]
  if (run.reason !== null) facts.push(runReason(run.reason))
  if (run.advice !== null && run.outcome === 'incomplete') facts.push(run.advice)
  facts.push(plural(run.requests, 'request'), plural(run.events, 'event'))
  if (run.bad_rows > 0) facts.push(`${plural(run.bad_rows, 'row')} set aside`)
  if (run.duration_ms !== null) facts.push(`${Math.max(1, Math.round(run.duration_ms / 1000))} s`)
  return { name: instant(run.at), alias: null, facts }
}

/** `accruals: server_error_503` in words; some reasons name no phase. */
function runReason(reason: string): string {
  const [, phase, word] = /^([a-z]+): (.+)$/s.exec(reason) ?? []
  return phase === undefined || word === undefined ? reasonWords(reason) : `${phase}: ${reasonWords(word)}`
}
