/** What one may do here, by role. Pure. */
import type { Answer, AnswerSection } from '../../domain/answer.ts'
import { hasRole, ROLES, type Role } from '../../domain/people.ts'
import { CATALOGUE, type CommandInfo, SLASH, usageLines, VERBS, type Verb } from './catalogue.ts'

const HEADINGS: Readonly<Record<Role, string>> = {
  viewer: 'To look',
  requester: 'To ask for',
  approver: 'To decide',
}

const NEXT: Readonly<Record<Role, string>> = {
  viewer: 'You are a viewer. Requesters are named in SLACK_REQUESTERS, approvers in SLACK_APPROVERS.',
  requester: 'You are a requester. Approvers are named in SLACK_APPROVERS.',
  approver: 'You are an approver: you decide on requests with the buttons of their card.',
}

/** Help for someone with this role: everything, or one command. */
export function helpAnswer(role: Role, topic: Verb | null): Answer {
  if (topic !== null) {
    const { does, role: needed, more }: CommandInfo = CATALOGUE[topic]
    const may = hasRole(role, needed) ? [] : [`This is for ${needed}s; you are a ${role}.`]
    return {
      tone: 'info',
      title: `${SLASH} ${topic}: ${does}`,
      paragraphs: [usageLines(topic).join('\n'), ...(more === undefined ? [] : [more]), ...may],
    }
  }
  return {
    tone: 'info',
    title: 'What you can ask Goatherd',
    paragraphs: [
      'Goatherd watches trackagoat and records payments there. It moves no money: you pay, Goatherd records that you did.',
      NEXT[role],
    ],
    sections: ROLES.filter((each) => hasRole(role, each)).map(section),
  }
}

function section(role: Role): AnswerSection {
  const lines = VERBS.filter((verb) => CATALOGUE[verb].role === role).map((verb) => {
    const { usage, does, example } = CATALOGUE[verb]
    return {
      name: `${SLASH} ${usage}`,
      alias: null,
      facts: usage === example ? [does] : [does, `e.g. ${SLASH} ${example}`],
    }
  })
  return { heading: HEADINGS[role], lines, count: lines.length }
}
