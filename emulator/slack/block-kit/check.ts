/**
 * The small vocabulary the Block Kit rules are written in: say what is wrong and where, in Slack's words.
 * @module
 */

/** A broken rule and the JSON pointer of the value that breaks it. */
export type Problem = { message: string; pointer: string }

export type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Collects problems; every rule writes into one of these. */
export class Check {
  readonly problems: Problem[] = []

  fail(pointer: string, message: string): void {
    this.problems.push({ message, pointer })
  }

  /** An object, or a problem and nothing. */
  object(value: unknown, pointer: string): Json | undefined {
    if (isObject(value)) return value
    this.fail(pointer, 'must provide an object')
    return undefined
  }

  /** Slack refuses a whole message for one property it does not know. */
  only(value: Json, pointer: string, allowed: readonly string[]): void {
    for (const name of Object.keys(value)) {
      if (!allowed.includes(name)) this.fail(pointer, `invalid additional property: ${name}`)
    }
  }

  require(value: Json, pointer: string, names: readonly string[]): boolean {
    const missing = names.filter((name) => value[name] === undefined)
    for (const name of missing) this.fail(pointer, `missing required field: ${name}`)
    return missing.length === 0
  }

  /**
   * A string of 1 to `max` characters. Characters are UTF-16 units: Slack does not say how it counts, and this is the
   * strictest reading.
   */
  string(value: unknown, pointer: string, max: number): void {
    if (value === undefined) return
    if (typeof value !== 'string') this.fail(pointer, 'must provide a string')
    else if (value.length === 0) this.fail(pointer, 'must be more than 0 characters')
    else if (value.length > max) this.fail(pointer, `must be less than ${max + 1} characters`)
  }

  boolean(value: unknown, pointer: string): void {
    if (value !== undefined && typeof value !== 'boolean') this.fail(pointer, 'must provide a boolean')
  }

  oneOf(value: unknown, pointer: string, allowed: readonly string[]): void {
    if (value !== undefined && !(typeof value === 'string' && allowed.includes(value))) {
      this.fail(pointer, 'must be a valid enum value')
    }
  }

  /** A list of 1 to `max` items, each given to `each`. */
  list(value: unknown, pointer: string, max: number, each: (item: unknown, pointer: string) => void): void {
    if (value === undefined) return
    if (!Array.isArray(value)) {
      this.fail(pointer, 'must provide an array')
      return
    }
    if (value.length === 0) this.fail(pointer, 'no fewer than 1 items allowed')
    if (value.length > max) this.fail(pointer, `no more than ${max} items allowed`)
    for (const [index, item] of value.entries()) each(item, `${pointer}/${index}`)
  }

  url(value: unknown, pointer: string, max: number): void {
    this.string(value, pointer, max)
    if (typeof value === 'string' && value !== '' && !/^https?:\/\/[^\s]+$/i.test(value)) {
      this.fail(pointer, 'must be a valid URL')
    }
  }
}
