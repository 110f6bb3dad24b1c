import { describe, expect, it } from 'vitest'
import { projectMeant, type Unclear, unclearAnswer, unclearRefusal } from '../../../src/domain/naming.ts'
import type { KnownCreator } from '../../../src/domain/reads.ts'

const [SPRING, AUTUMN] = [
  { id: 'p1', name: 'Spring' },
  { id: 'p2', name: 'Autumn' },
]
const creator = (handle: string, project = SPRING): KnownCreator => ({
  id: `${handle}-${project.id}`,
  handle,
  displayName: null,
  project,
  isActive: true,
  lastScrapedAt: null,
})
const retype = (handle: string, project: string) => `/goat owed @${handle} in ${project}`
const NOBODY = {
  kind: 'no_creator',
  typed: 'ana',
  project: null,
  among: 'trackagoat',
  near: [],
  inactive: [],
  namesake: null,
} as const

describe('a name', () => {
  it('means a project when exactly one has it', () => {
    expect(projectMeant('spring', { exact: [SPRING], near: [] })).toEqual({ ok: true, value: SPRING })
    expect(projectMeant('spring', { exact: [SPRING, AUTUMN], near: [] })).toMatchObject({ error: { kind: 'projects' } })
    expect(projectMeant('sprin', { exact: [], near: [SPRING] })).toMatchObject({
      error: { kind: 'no_project', near: [SPRING] },
    })
  })

  const cases: readonly [Unclear, code: string, candidates: readonly string[]][] = [
    [{ kind: 'projects', typed: 'spring', found: [SPRING, AUTUMN] }, 'project_ambiguous', ['p1', 'p2']],
    [{ kind: 'no_project', typed: 'sprin', near: [SPRING] }, 'project_not_found', ['p1']],
    [
      { kind: 'creators', typed: 'anna', found: [creator('anna'), creator('anna', AUTUMN)] },
      'creator_ambiguous',
      ['anna-p1', 'anna-p2'],
    ],
    [{ ...NOBODY, near: [creator('anna')] }, 'creator_not_found', ['anna-p1']],
  ]
  it.each(cases)('that is unclear says so to people and programs alike: %j', (unclear, code, candidates) => {
    const refusal = unclearRefusal(unclear)
    const answer = unclearAnswer(unclear, retype, 'Nothing was written.')
    expect(refusal.code).toBe(code)
    expect(refusal.extra?.candidates?.map(({ id }) => id)).toEqual(candidates)
    expect(refusal.detail.startsWith(answer.title)).toBe(true)
    expect(answer.paragraphs?.[0]).toBe('Nothing was written.')
    expect(answer.sections?.[0]?.lines).toHaveLength(candidates.length)
  })

  it('that several creators have is answered with commands to type', () => {
    const found = [creator('anna'), creator('anna', AUTUMN)]
    const { sections } = unclearAnswer({ kind: 'creators', typed: 'anna', found }, retype)
    expect(sections?.[0]?.lines.map(({ name }) => name)).toEqual([
      '/goat owed @anna in Spring',
      '/goat owed @anna in Autumn',
    ])
  })

  it('that nobody has is not looked for in vain: gone, a project, or too new', () => {
    const said = (more: Partial<typeof NOBODY | Unclear>) =>
      unclearAnswer({ ...NOBODY, ...more } as Unclear, retype).paragraphs?.join(' ')
    expect(said({ inactive: [creator('ana')] })).toContain('not tracked any more')
    expect(said({ namesake: SPRING })).toContain('say «in Spring»')
    expect(said({ among: 'check' })).toContain('after the next check')
    expect(said({})).not.toContain('next check')
  })

  it('is shown back short', () => {
    const { title } = unclearAnswer({ kind: 'no_project', typed: 'x'.repeat(5_000), near: [] }, retype)
    expect(title.length).toBeLessThan(100)
  })
})
