/**
 * Invented names. They hold what real ones hold: dots and underscores, mixed case, emoji, right-to-left text, accents,
 * markup, and handles that contain one another.
 * @module
 */
import type { Random } from '../random.ts'

export const methodNames = [
  { name: 'Venmo', isDefault: true, isActive: true },
  { name: 'Cash App', isDefault: true, isActive: true },
  { name: 'PayPal', isDefault: true, isActive: true },
  { name: 'Wise transfer', isDefault: false, isActive: true },
  { name: 'Gift cards (retired)', isDefault: false, isActive: false },
]

const PROJECT_NAMES = [
  'Nimbus Tea & Co <Spring>',
  'Kettlebird Été 2026',
  'Quartz Sneaker Drop 👟',
  'مشروع القهوة',
  'Thimble Games',
  'Lagoon *Skincare* _Q4_',
]

export function projectName(index: number): string {
  const name = PROJECT_NAMES[index % PROJECT_NAMES.length] ?? 'Project'
  return index < PROJECT_NAMES.length ? name : `${name} ${Math.floor(index / PROJECT_NAMES.length) + 1}`
}

const FIRST = words(
  'mossy velvet tangerine quiet pixel lunar brisk cobalt dusty fable gentle hollow ivory jolly kelp',
  'lilac mellow nimble opal paper quartz rustic saffron tidal umber vivid willow yonder zesty amber',
)
const SECOND = words(
  'otter kettle lantern biscuit harbor thimble meadow pickle comet ladle badger cartwheel noodle acorn beacon',
  'cricket drizzle ember fiddle gable hazel inkwell jigsaw kiln lagoon marble nutmeg orchard pebble quill',
)
const PAIRS = FIRST.length * SECOND.length
/** Shares no factor with the number of pairs, so that every pair comes up once before any comes up again. */
const STRIDE = 347

function words(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '))
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** The two words a creator's handle and name are made of, and a number once all pairs are used up. */
function pairOf(creator: number): { first: string; second: string; round: number } {
  const pair = (creator * STRIDE) % PAIRS
  return {
    first: FIRST[pair % FIRST.length] ?? 'plain',
    second: SECOND[Math.floor(pair / FIRST.length)] ?? 'goat',
    round: Math.floor(creator / PAIRS),
  }
}

/** A handle of its own for each creator, whatever the case. */
export function handleOf(creator: number, projects: number): string {
  // The same account in the next project, differently written.
  if (creator === 1 && projects > 1) return handleOf(0, projects).toUpperCase()
  // A handle that contains another one of the same project: a partial match finds both.
  if (creator === 2 * projects && creator > 1) return `${handleOf(0, projects)}_fan`
  const { first, second, round } = pairOf(creator)
  const number = round === 0 ? '' : String(round)
  switch (creator % 5) {
    case 0:
      return `${first}.${second}${number}`
    case 1:
      return `${first}_${second}${number}`
    case 2:
      return `${capital(first)}${capital(second)}${number}`
    case 3:
      return `the.${first}_${second}${number}`
    default:
      return `${first}${second}${number}`
  }
}

const FIRST_DISPLAY_NAMES: (string | null)[] = [
  'Mossy Otter 🦦✨',
  'نورة والقهوة ☕',
  'Zoë Brûlée à la Crème',
  '小さな台所 🍳',
  'שירה בגינה 🌿',
  null,
  '한밤의 국수',
  '<b>Bold</b> & "Quoted" O’Quill',
  'The Extraordinarily Long-Winded and Thoroughly Unabridged Chronicles of a Kettle That Learned to Sing, Volume Seventeen, Second Edition 🫖',
  '👩🏽‍🍳🇧🇷 Ember',
  '*starred* _under_ ~struck~ `code`',
  'z̃a̷l̴g̵o̶ Pickle',
]

const EMOJI = ['✨', '🌿', '🍜', '🎨', '🛹', '📚', '🧶', '🔥'] as const

export function displayNameOf(creator: number, random: Random): string | null {
  const fixed = FIRST_DISPLAY_NAMES[creator]
  if (fixed !== undefined) return fixed
  const { first, second } = pairOf(creator)
  const luck = random.next()
  if (luck < 0.06) return null
  const name = `${capital(first)} ${capital(second)}`
  return luck < 0.3 ? `${name} ${random.pick(EMOJI)}` : name
}

const BANNED_EVERYWHERE = 'banned.everywhere'

/** The one handle that the emulated platform has banned (contract 2.3, `creator_banned`). */
export function isBanned(handle: string): boolean {
  return handle.toLowerCase() === BANNED_EVERYWHERE
}
