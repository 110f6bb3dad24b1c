/**
 * Addresses as the two APIs write them: `a@b`, `Name <a@b>`, or an object.
 * @module
 */
import { addressParser } from 'postal-mime'
import type { Address } from './compose.ts'

/** Good enough to find a missing or doubled @; the demo's addresses are no place for more. */
function isAddress(address: string): boolean {
  return /^[^\s@<>",]+@[^\s@<>",]+$/.test(address)
}

/** One address or many, as a list; nothing if any of them is none. */
export function readAddresses(value: unknown): Address[] | undefined {
  const all = Array.isArray(value) ? value : [value]
  const read = all.map(readAddress)
  return read.every((address) => address !== undefined) ? read : undefined
}

function readAddress(value: unknown): Address | undefined {
  if (typeof value === 'string') {
    const [only, ...others] = addressParser(value, { flatten: true })
    if (!only || others.length > 0) return undefined
    return made(only.address, only.name)
  }
  if (typeof value !== 'object' || value === null || !('email' in value)) return undefined
  return made(value.email, 'name' in value ? value.name : undefined)
}

function made(address: unknown, name: unknown): Address | undefined {
  if (typeof address !== 'string' || !isAddress(address)) return undefined
  return typeof name === 'string' && name !== '' ? { name, address } : { address }
}

/**
 * What a mail server says to an address made for testing: `reject@…` does not exist, `busy@…` cannot be reached now.
 */
export function refusalOf(address: string): { code: 550 | 451; message: string } | undefined {
  if (/^reject@/i.test(address)) return { code: 550, message: `5.1.1 <${address}>: no such mailbox` }
  if (/^busy@/i.test(address)) return { code: 451, message: `4.3.0 <${address}>: try again later` }
  return undefined
}
