/**
 * API keys as rows (contract 1.1, 1.2) and how the one in a request is found. Only a key's SHA-256 is stored.
 * @module
 */
import { createHash } from 'node:crypto'
import type { Store } from '../store/store.ts'
import { iso, isoOrNull } from '../wire/http.ts'

export const SCOPES = ['read', 'write', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export type ApiKeyRow = {
  seq: number
  id: string
  /** What the request log calls one of the fixed keys; null for others, which it calls by their id. */
  label: string | null
  name: string
  hash: string
  /** Separated by spaces. */
  scopes: string
  created_ms: number
  expires_ms: number | null
  revoked_ms: number | null
}

export const API_KEY_COLUMNS = [
  'seq',
  'id',
  'label',
  'name',
  'hash',
  'scopes',
  'created_ms',
  'expires_ms',
  'revoked_ms',
] as const

export const SELECT_API_KEYS = 'SELECT t.* FROM api_keys t'

/** A key with neither its text nor its hash. */
export function apiKeyOnWire(row: ApiKeyRow, orgId: string) {
  const { id, name } = row
  const scopes = row.scopes.split(' ')
  return { id, org_id: orgId, name, scopes, expires_at: isoOrNull(row.expires_ms), created_at: iso(row.created_ms) }
}

export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** A key that somebody calls with, valid or not. */
export type ApiKey = {
  id: string
  /** What the request log calls it. */
  label: string
  scopes: readonly Scope[]
  expiresMs: number | null
  isRevoked: boolean
}

const BEARER = /^Bearer (tga_[0-9a-f]{64})$/

/** Finds the key in an Authorization header. Those found are remembered: most requests carry the same few. */
export class ApiKeys {
  readonly #store: Store
  readonly #found = new Map<string, ApiKey>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Undefined for a header without a key and for a key that never was. Whether it is valid is for others to judge. */
  find(authorization: string | undefined): ApiKey | undefined {
    if (authorization === undefined) return undefined
    const found = this.#found.get(authorization)
    if (found !== undefined) return found
    const text = BEARER.exec(authorization)?.[1]
    if (text === undefined) return undefined
    const row = this.#store.get<ApiKeyRow>(`${SELECT_API_KEYS} WHERE t.hash = ?`, hashOf(text))
    if (row === undefined) return undefined
    const key: ApiKey = {
      id: row.id,
      label: row.label ?? row.id,
      scopes: SCOPES.filter((scope) => row.scopes.split(' ').includes(scope)),
      expiresMs: row.expires_ms,
      isRevoked: row.revoked_ms !== null,
    }
    this.#found.set(authorization, key)
    return key
  }

  /** Must be called when a key has changed. */
  forget(): void {
    this.#found.clear()
  }
}

/** Revoked for ever, expired by the emulator's clock. */
export function isValid(key: ApiKey, nowMs: number): boolean {
  return !key.isRevoked && (key.expiresMs === null || nowMs < key.expiresMs)
}
