/**
 * The organisation itself, its members and the emulator's fixed keys, written into empty tables.
 * @module
 */
import { uuidOf } from '../random.ts'
import type { Store } from '../store/store.ts'
import { API_KEY_COLUMNS, hashOf } from './api-key-rows.ts'
import { MEMBER_COLUMNS, type Role } from './members.ts'

const MEMBERS: { email: string; role: Role }[] = [
  { email: 'admin@example.com', role: 'admin' },
  { email: 'first.member@example.com', role: 'member' },
  { email: 'second.member@example.com', role: 'member' },
]

const KEYS = [
  { digit: '0', label: 'read', name: 'Reads only', scopes: 'read', isRevoked: false },
  { digit: '1', label: 'write', name: 'Reads and writes', scopes: 'read write', isRevoked: false },
  { digit: 'f', label: 'revoked', name: 'Revoked', scopes: 'read write', isRevoked: true },
]

export function writeOrganization(store: Store, seed: number, orgId: string, bornMs: number): void {
  // The plan is the one whose daily quota is the emulator's default (contract 5.3).
  const organization = store.inserter('organizations', ['seq', 'id', 'name', 'tier', 'created_ms'])
  organization(1, orgId, 'Example Agency', 'ultra', bornMs)

  const member = store.inserter('members', MEMBER_COLUMNS)
  for (const [index, { email, role }] of MEMBERS.entries()) {
    member(index + 1, uuidOf(seed, 'member', index + 1), email, role, bornMs, null)
  }

  const apiKey = store.inserter('api_keys', API_KEY_COLUMNS)
  for (const [index, { digit, label, name, scopes, isRevoked }] of KEYS.entries()) {
    const hash = hashOf(`tga_${digit.repeat(64)}`)
    const id = uuidOf(seed, 'api_key', index + 1)
    apiKey(index + 1, id, label, name, hash, scopes, bornMs, null, isRevoked ? bornMs : null)
  }
}
