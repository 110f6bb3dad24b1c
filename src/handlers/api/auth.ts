/** Who may call `/v1`: bearer tokens and their scopes (interface 3). A later issue adds minted tokens to `ADMIN_TOKEN`. */
import type { MiddlewareHandler } from 'hono'
import { timingSafeEqual } from 'hono/utils/buffer'
import type { Actor, Role } from '../../domain/people.ts'
import { parseSettings } from '../../env.ts'
import { problem } from '../problem.ts'
import type { ApiEnv } from './types.ts'

/** What a token may do; `admin` includes all others. */
export const SCOPES = ['read', 'request', 'pay', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

/** Whoever a token stands for. */
export interface Principal {
  readonly label: string
  readonly scopes: readonly Scope[]
}

/** Answers 401 without a valid token; else the principal is known to what follows. */
export const authenticate: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const principal = token === undefined ? null : await principalOf(token, parseSettings(c.env).ADMIN_TOKEN)
  if (principal === null) {
    return problem({
      status: 401,
      code: 'invalid_token',
      title: 'Invalid token',
      detail: 'Send a valid token as «Authorization: Bearer …». ADMIN_TOKEN is the first one.',
      headers: { 'www-authenticate': 'Bearer' },
    })
  }
  c.set('principal', principal)
  return next()
}

async function principalOf(token: string, adminToken: string | undefined): Promise<Principal | null> {
  if (adminToken !== undefined && (await timingSafeEqual(token, adminToken))) {
    return { label: 'ADMIN_TOKEN', scopes: SCOPES }
  }
  return null
}

/** Answers 403 unless the principal has the scope. */
export function requireScope(scope: Scope): MiddlewareHandler<ApiEnv> {
  return async function checkScope(c, next) {
    const { scopes } = c.get('principal')
    if (scopes.includes(scope) || scopes.includes('admin')) return next()
    return problem({
      status: 403,
      code: 'insufficient_scope',
      title: 'Insufficient scope',
      detail: `This call needs the scope ${scope}. Granted: ${scopes.join(', ') || 'none'}.`,
    })
  }
}

/** A token as someone who acts: what its scopes allow in terms of roles. */
export function actorOf({ label, scopes }: Principal): Actor {
  const has = (scope: Scope) => scopes.includes(scope) || scopes.includes('admin')
  const role: Role | null = has('pay') ? 'approver' : has('request') ? 'requester' : has('read') ? 'viewer' : null
  return { id: `token:${label}`, role }
}
