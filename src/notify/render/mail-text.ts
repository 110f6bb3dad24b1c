/** The letter without markup: for text-only readers of mail, and for Slack when blocks are refused. */
import { groupDigits, moment } from '../../domain/words.ts'
import type { Line, Outline, Section } from './outline.ts'
import { standingWords } from './standing.ts'
import { clean, cut, isolate } from './text.ts'

/** Names are cut here, in characters; far above what real names need. */
const NAME_MAX = 120
const DETAIL_MAX = 1000

/** Text from trackagoat, fit for a line of a letter; never empty. */
export function inLetter(text: string, max = NAME_MAX): string {
  return cut(clean(text) || '(no name)', max)
}

/** All notices, one after another. Lines are long: readers wrap them. */
export function plainLetter(outlines: readonly Outline[]): string {
  return outlines.map(part).join('\n\n---\n\n')
}

function part(outline: Outline): string {
  const project = outline.project === null ? '' : ` — ${isolate(inLetter(outline.project))}`
  const paragraphs = sentences(outline)
  const figures = outline.figures.map(({ label, value }) => `${label}: ${value}`)
  return [
    `${outline.isReminder ? 'Reminder: ' : ''}${outline.title}${project}`,
    paragraphs.join('\n'),
    figures.join('\n'),
    ...outline.sections.map(section),
    foot(outline),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
}

/** What a notice says in sentences, each fit for a letter. */
export function sentences(outline: Outline): string[] {
  const standing = standingWords(outline)
  return [...outline.paragraphs, ...(standing === null ? [] : [standing])].map((text) => inLetter(text, DETAIL_MAX))
}

function section({ heading, lines, count }: Section): string {
  const left = leftOut({ lines, count })
  return [...(heading === null ? [] : [heading]), ...lines.map(line), ...(left === null ? [] : [left])].join('\n')
}

function line({ name, alias, facts }: Line): string {
  const who = alias === null ? '' : ` (${isolate(inLetter(alias))})`
  return `- ${[`${isolate(inLetter(name))}${who}`, ...facts.map((fact) => isolate(inLetter(fact)))].join(' — ')}`
}

/** `… and 12 more`, for what a list does not name. */
export function leftOut({ lines, count }: Pick<Section, 'lines' | 'count'>): string | null {
  const left = count - lines.length
  if (left <= 0) return null
  return lines.length === 0 ? `${groupDigits(left)} not named here` : `… and ${groupDigits(left)} more`
}

/** Small print of a notice. */
export function foot({ askWhy, at }: Outline): string {
  return [askWhy === null ? null : `ask why: ${inLetter(askWhy)}`, moment(at)]
    .filter((piece) => piece !== null)
    .join(' · ')
}
