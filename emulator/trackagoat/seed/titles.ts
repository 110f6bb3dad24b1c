/**
 * What creators write below their videos.
 * @module
 */
import { fractionOf } from '../random.ts'

const OPENINGS = [
  'Three ways to',
  'How I',
  'A quiet morning:',
  'Trying to',
  'Part two:',
  'What nobody tells you before you',
  'Day 12:',
  'The fastest way to',
  'First attempt:',
  'You asked, so here is how I',
] as const

const DEEDS = [
  'brew a good cup of tea',
  'pack for a weekend away',
  'tidy a very small kitchen',
  'fix a squeaky kettle lid',
  'bake bread without a mixer',
  'plan a week of lunches',
  'repot the lemon tree',
  'clean white sneakers',
  'set up a reading corner',
  'film with one lamp',
  'cook noodles & greens in ten minutes',
  'choose a board game for four',
] as const

const TAGS = ['', '', '', ' #fyp', ' #kettletok #cozy', ' ☕✨', ' (under $20!)', ' 👀'] as const

/** The same luck gives the same title. Now and then there is none. */
export function titleOf(luck: number): string | null {
  if (fractionOf(luck, 11) < 0.04) return null
  const pick = (list: readonly string[], n: number) => list[Math.floor(fractionOf(luck, n) * list.length)] ?? ''
  return `${pick(OPENINGS, 12)} ${pick(DEEDS, 13)}${pick(TAGS, 14)}`
}
