/** `/goat silence` and `unsilence`. */
import { type Answer, sorry } from '../../domain/answer.ts'
import { unclearAnswer } from '../../domain/naming.ts'
import type { Actor } from '../../domain/people.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { matchWords, type SilenceMatch } from '../../domain/silences.ts'
import { instant } from '../../domain/words.ts'
import { creatorKnown } from '../../durable/naming.ts'
import { watchCalls } from '../../durable/stubs.ts'
import type { Env } from '../../env.ts'
import { tryThese } from './answers/words.ts'
import { SLASH } from './catalogue.ts'
import type { SilenceCommand } from './command.ts'
import { retype } from './subject.ts'

type Start = Extract<SilenceCommand, { kind: 'silence' }>

/** Starts a silence of a creator, in all projects, or of a kind of alert. */
export async function silenceAnswer(env: Env, { target, hours, comment }: Start, who: Actor): Promise<Answer> {
  const match = 'kind' in target ? ok({ kind: target.kind }) : await handleMatch(env, target.handle)
  if (!match.ok) return match.error
  const wish = { match: match.value, hours, by: who.id, comment: comment === '' ? null : comment }
  const added = await watchCalls(env).addSilence(wish)
  if (!added.ok) return sorry('That was not silenced', added.error.detail)
  const { id, until } = added.value
  return {
    tone: 'good',
    title: `Silenced: ${matchWords(match.value)}`,
    paragraphs: [
      `Until ${instant(until)}. Checks go on; what is still open then is announced then.`,
      `To end it before: ${SLASH} unsilence ${id}`,
    ],
  }
}

/** Several creators of one handle are all meant: a silence is of a person, wherever they post. */
async function handleMatch(env: Env, handle: string): Promise<Result<SilenceMatch, Answer>> {
  const creator = await creatorKnown(watchCalls(env), handle, null)
  if (creator.ok) return ok({ handle: creator.value.handle })
  const [one] = creator.error.kind === 'creators' ? creator.error.found : []
  return one === undefined ? fail(unclearAnswer(creator.error, retype('silence'))) : ok({ handle: one.handle })
}

/** Ends one. Ending it twice is no mistake. */
export async function unsilenceAnswer(env: Env, id: string, who: Actor): Promise<Answer> {
  const isEnded = await watchCalls(env).endSilence(id, who.id)
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
