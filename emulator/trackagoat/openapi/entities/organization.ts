/**
 * Organizations, members, invitations and API keys in answers (contract 2.9, 3.10). Their fields are chosen.
 * @module
 */
import * as z from 'zod'
import { SCOPES } from '../../organizations/api-key-rows.ts'
import { id, instant } from './basics.ts'

export const organization = z
  .object({
    id,
    name: z.string(),
    tier: z.enum(['free', 'starter', 'ultra']).meta({ description: 'The plan.' }),
    created_at: instant,
  })
  .meta({ id: 'Organization', description: 'Owns all data.' })

const email = z.string().meta({ format: 'email', example: 'first.member@example.com' })

const role = z.enum(['admin', 'member'])

export const member = z
  .object({ user_id: id, org_id: id, email, role, created_at: instant })
  .meta({ id: 'Member', description: 'A user who belongs to an organization.' })

export const invitation = z
  .object({ id, org_id: id, email, role, status: z.enum(['pending', 'accepted', 'revoked']), created_at: instant })
  .meta({ id: 'Invitation', description: 'Somebody asked to become a member.' })

export const newApiKey = z
  .object({
    id,
    org_id: id,
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    expires_at: instant.nullable().meta({ description: 'null: never.' }),
    created_at: instant,
    key: z
      .string()
      .nullable()
      .meta({ description: 'Its text, `tga_` and 64 lower-case hex digits, shown this once; null in a replay.' }),
  })
  .meta({ id: 'NewApiKey', description: 'A key that was just made.' })
