/** What a mistyped word may have meant. Pure. */

/**
 * How many letters must be put in, left out, replaced or swapped with a neighbour. Counts up to `max`; more is `max + 1`.
 */
export function editDistance(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) > max) return max + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(at(last, column) + 1, at(next, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1))
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, at(before, column - 2) + 1)
      }
      next.push(cost)
    }
    before = last
    last = next
  }
  return Math.min(at(last, b.length), max + 1)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.MAX_SAFE_INTEGER
}

/** A name as it is compared: case, spaces around and double spaces within do not matter, nor how an accent is encoded. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** Comparing letter by letter stops being a matter of microseconds for long names; nobody mistypes those from memory. */
const MAX_COMPARED_LENGTH = 60
const MAX_MISTAKES = 2

/** How many mistakes a word of this length is forgiven: short ones resemble each other anyway. */
export function mistakesForgiven(word: string): number {
  return word.length <= 4 ? 1 : MAX_MISTAKES
}

/** How near a name comes to what was typed, both folded: the lower the nearer; null: not at all. */
function nearness(typed: string, name: string): number | null {
  if (typed === '') return null
  if (name.startsWith(typed)) return 0
  const max = mistakesForgiven(typed)
  const distance = typed.length <= MAX_COMPARED_LENGTH ? editDistance(typed, name, max) : max + 1
  if (distance <= max) return distance
  const isPart = (part: string, whole: string) => part.length >= 3 && whole.includes(part)
  return isPart(typed, name) || isPart(name, typed) ? MAX_MISTAKES + 1 : null
}

/** Those whose names come near what was typed, nearest first. */
export function nearNames<T extends { readonly name: string }>(typed: string, all: readonly T[]): T[] {
  const wanted = foldName(typed)
  return all
    .flatMap((one) => {
      const rank = nearness(wanted, foldName(one.name))
      return rank === null ? [] : [{ one, rank }]
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ one }) => one)
}

/** What handles are made of (contract 2.3). */
const HANDLE_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789._-'
/** Handles have 30 letters at most; a longer word is no handle, and its neighbours would be many. */
const MAX_HANDLE_LENGTH = 30

/**
 * Every handle that is one mistake away: a letter too many, missing, wrong, or two swapped. At most 2,400, all lower case.
 * Looked up in an index they find a mistyped handle among any number of others without reading those.
 */
export function oneMistakeAway(handle: string): string[] {
  const word = handle.toLowerCase()
  if (word.length > MAX_HANDLE_LENGTH) return []
  const variants = new Set<string>()
  for (let i = 0; i <= word.length; i++) {
    const [head, tail] = [word.slice(0, i), word.slice(i)]
    for (const letter of HANDLE_LETTERS) {
      variants.add(head + letter + tail)
      variants.add(head + letter + tail.slice(1))
    }
    variants.add(head + tail.slice(1))
    variants.add(head + tail.slice(0, 2).split('').toReversed().join('') + tail.slice(2))
  }
  variants.delete(word)
  variants.delete('')
  return [...variants]
}
