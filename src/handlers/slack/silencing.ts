/** `/goat silence` and `unsilence`. */
import { type Answer, sorry } from '../../domain/answer.ts'
import type { Actor } from '../../domain/people.ts'
import { matchWords, type SilenceMatch } from '../../domain/silences.ts'
import { instant } from '../../domain/words.ts'
import { watchStub } from '../../durable/stubs.ts'
import type { Env } from '../../env.ts'
import { unknownCreator } from './answers/candidates.ts'
import { tryThese } from './answers/words.ts'
import { SLASH } from './catalogue.ts'
import type { SilenceCommand } from './command.ts'
import { knowledgeOf } from './knowledge.ts'

type Start = Extract<SilenceCommand, { kind: 'silence' }>

/** Starts a silence of a creator, in all projects, or of a kind of alert. */
export async function startSilence(
  env: Env,
  { target, hours, comment }: Start,
  who: Actor,
  nowMs: number,
): Promise<Answer> {
  let match: SilenceMatch
  if ('kind' in target) match = { kind: target.kind }
  else {
    const known = knowledgeOf(env)
    const matches = await known.findCreators(target.handle, null)
    const creator = matches.exact[0] ?? matches.inactive[0]
    if (creator === undefined) {
      return unknownCreator(target.handle, matches, await known.findProjects(target.handle))
    }
    match = { handle: creator.handle }
  }
  const order = { match, untilMs: nowMs + hours * 3_600_000, by: who.id, comment: comment === '' ? null : comment }
  const added = await watchStub(env).addSilence(order, nowMs)
  if (!added.ok) return sorry('That was not silenced', added.error.detail)
  const { id, until } = added.value
  return {
    tone: 'good',
    title: `Silenced: ${matchWords(match)}`,
    paragraphs: [
      `Until ${instant(until)}. Checks go on; what is still open then is announced then.`,
      `To end it before: ${SLASH} unsilence ${id}`,
    ],
  }
}

/** Ends one. Ending it twice is no mistake. */
export async function endSilence(env: Env, id: string, who: Actor, nowMs: number): Promise<Answer> {
  const isEnded = await watchStub(env).endSilence(id, who.id, nowMs)
  return isEnded
    ? {
        tone: 'good',
        title: `Silence ${id} is over`,
        paragraphs: ['What it kept quiet and is still open is announced after the next check.'],
      }
    : {
        tone: 'info',
        title: `No silence ${id} is in force`,
        paragraphs: [`It may be over already. Those in force:\n${tryThese('silences')}`],
      }
}
