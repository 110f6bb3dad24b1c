/** Answers for which trackagoat is asked itself: a creator, a campaign, the best videos, who is slow. */
import type { Answer } from '../../../../domain/answer.ts'
import { unreachable } from '../../../../domain/result.ts'
import type { Env } from '../../../../env.ts'
import type { UpstreamCommand } from '../../command.ts'
import { campaignAnswer } from './campaign.ts'
import { contextOf } from './context.ts'
import { creatorAnswer } from './creator.ts'
import { slowAnswer } from './slow.ts'
import { topAnswer } from './top.ts'

/** Answers. trackagoat's troubles become answers that say what to do; it throws only when the watch does. */
export async function upstreamAnswer(env: Env, command: UpstreamCommand, nowMs: number): Promise<Answer> {
  const context = contextOf(env, nowMs)
  switch (command.kind) {
    case 'creator':
      return creatorAnswer(context, command.handle, command.project)
    case 'campaign':
      return campaignAnswer(context, command.name)
    case 'top':
      return topAnswer(context, command.project)
    case 'slow':
      return slowAnswer(context, command.project)
    default:
      return unreachable(command)
  }
}
