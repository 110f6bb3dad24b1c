/** When a handle or a project's name is not one: who may have been meant, and how to say it. */
import { type Answer, sorry } from '../../../domain/answer.ts'
import type { ProjectRef } from '../../../domain/notice.ts'
import type { CreatorMatches, KnownCreator, ProjectMatches } from '../../../domain/reads.ts'
import { plural } from '../../../domain/words.ts'
import { SLASH } from '../catalogue.ts'
import { creatorLine, section } from './words.ts'

/** `verb` is what was typed, to be typed again with more. */
export function severalCreators(verb: string, handle: string, found: readonly KnownCreator[]): Answer {
  return {
    ...sorry(
      `@${handle} is in ${plural(found.length, 'project')}`,
      'Say which one by adding «in» and the name or id of the project:',
    ),
    sections: [
      section(
        null,
        found.map(({ handle: exact, displayName, project }) => ({
          name: `${SLASH} ${verb} @${exact} in ${project.name}`,
          alias: displayName,
          facts: [project.id],
        })),
      ),
    ],
  }
}

export function unknownCreator(handle: string, { near }: CreatorMatches, projects: ProjectMatches): Answer {
  const project = projects.exact[0]
  const hint = project === undefined ? [] : [`There is a project of that name: say «in ${project.name}».`]
  const answer = sorry(
    `There is no creator @${handle}`,
    ...hint,
    near.length > 0
      ? 'Did you mean one of these?'
      : 'None of the creators seen at the last check is called like that. New ones are known after the next check.',
  )
  if (near.length === 0) return answer
  return {
    ...answer,
    sections: [
      section(
        null,
        near.map((creator) => creatorLine(creator, [creator.project.name])),
      ),
    ],
  }
}

export function unknownProject(typed: string, { exact, near }: ProjectMatches): Answer {
  const several = exact.length > 1
  const answer = sorry(
    several ? `There are ${exact.length} projects called «${typed}»` : `There is no project «${typed}»`,
    several ? 'Name it by its id:' : near.length > 0 ? 'Did you mean one of these?' : 'Names are those of trackagoat.',
  )
  const listed: readonly ProjectRef[] = several ? exact : near
  if (listed.length === 0) return answer
  return {
    ...answer,
    sections: [
      section(
        null,
        listed.map(({ id, name }) => ({ name, alias: null, facts: [id] })),
      ),
    ],
  }
}
