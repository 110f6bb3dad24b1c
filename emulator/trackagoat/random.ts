/**
 * Seeded randomness: the same seed gives the same organisation, down to the ids.
 * @module
 */

/** Scrambles a 32-bit number; different inputs give different outputs (MurmurHash3's finaliser). */
export function mix(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** One number out of two, for looking up "random" facts about a pair such as (creator, day) without storing them. */
export function mixPair(a: number, b: number): number {
  return mix(mix(a) ^ Math.imul(b, 0x9e3779b1))
}

/** The same as {@link mixPair}, from 0 (inclusive) to 1 (exclusive). */
export function fractionOf(a: number, b: number): number {
  return mixPair(a, b) / 0x1_0000_0000
}

/** Any seed, a number or a text, as 32 bits. */
export function seedFrom(seed: number | string): number {
  let h = 0x811c9dc5
  for (const character of String(seed)) h = mixPair(h, character.codePointAt(0) ?? 0)
  return h
}

/** A sequence of random numbers (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[Math.floor(this.next() * list.length)] ?? list[0]
  }
}

/** What an id belongs to; part of what the id is made from. */
export type Kind =
  | 'project'
  | 'creator'
  | 'method'
  | 'structure'
  | 'version'
  | 'assignment'
  | 'accrual'
  | 'payment'
  | 'video'
  | 'campaign'
  | 'goal'
  | 'annotation'
  | 'organization'
  | 'member'
  | 'invitation'
  | 'api_key'

const KIND_SALT: Record<Kind, number> = {
  project: 0x1f83d9ab,
  creator: 0x5be0cd19,
  method: 0x3c6ef372,
  structure: 0x510e527f,
  version: 0x6a09e667,
  assignment: 0x2b7e1516,
  accrual: 0x428a2f98,
  payment: 0x71374491,
  video: 0x3956c25b,
  campaign: 0x59f111f1,
  goal: 0x923f82a4,
  annotation: 0x0ab1c5ed,
  organization: 0x12835b01,
  member: 0x243185be,
  invitation: 0x550c7dc3,
  api_key: 0x72be5d74,
}

/** The id of the n-th entity of a kind: looks like a version 4 UUID, says nothing about order, repeats with the seed. */
export function uuidOf(seed: number, kind: Kind, sequence: number): string {
  const salt = seed ^ KIND_SALT[kind]
  const a = mix(mix(sequence) ^ salt)
  const b = mix(mix(sequence + 0x10000001) ^ salt)
  const c = mix(mix(sequence + 0x20000002) ^ salt)
  const d = mix(mix(sequence + 0x30000003) ^ salt)
  put(0, a >>> 16)
  put(4, a)
  put(9, b >>> 16)
  put(14, 0x4000 | (b & 0x0fff))
  put(19, 0x8000 | (c & 0x3fff))
  put(24, c >>> 16)
  put(28, d >>> 16)
  put(32, d)
  return TEXT.toString('latin1')
}

// A page of payments holds 500 ids. Writing the digits and reading them at once takes half as long as joining texts.
const TEXT = Buffer.alloc(36, '-')
const DIGITS = Buffer.from('0123456789abcdef')

/** Writes the lower 16 bits. */
function put(at: number, bits: number): void {
  for (let digit = 0; digit < 4; digit++) TEXT[at + digit] = DIGITS[(bits >>> (12 - 4 * digit)) & 15] ?? 0
}
