/**
 * Contract 2.9: members, invitations and API keys. The paths are documented; bodies, answers and codes are chosen.
 * @module
 */
import * as z from 'zod'
import { apiKeyBody } from '../../organizations/api-keys.ts'
import { invitationBody } from '../../organizations/invitations.ts'
import { memberBody, memberPatch } from '../../organizations/members.ts'
import { organizationBody } from '../../organizations/organization.ts'
import { deleted, id } from '../entities/basics.ts'
import { invitation, member, newApiKey, organization } from '../entities/organization.ts'
import { type Operation, one } from '../operation.ts'

export const organizationOperations: Operation[] = [
  {
    id: 'createOrganization',
    method: 'post',
    path: '/user/organizations',
    tag: 'Organizations',
    summary: 'Create an organization',
    source: 'chosen',
    notes:
      'Documented: a key reaches no organization but its own, so each id of the new one is 404. Chosen: `name`; the answer, `id`, `name`, `tier` and `created_at`; the `tier` is `free`.',
    body: organizationBody,
    takesKey: true,
    answers: { 201: one(organization, 'The new organization.') },
  },
  {
    id: 'addMember',
    method: 'post',
    path: '/organizations/{id}/members',
    tag: 'Organizations',
    summary: 'Add a member',
    source: 'chosen',
    notes:
      'Needs either `email` or `user_id`, not both. Documented: the roles `admin` and `member`. Body, answer and codes are chosen; more: «Organisation» in emulator/README.md.',
    body: memberBody,
    takesKey: true,
    answers: { 201: one(member, 'The new member.') },
    refusals: { 402: ['limit_reached'], 409: ['already_member'] },
  },
  {
    id: 'updateMember',
    method: 'patch',
    path: '/organizations/{id}/members/{uid}',
    tag: 'Organizations',
    summary: 'Change a member’s role',
    source: 'chosen',
    notes: 'Documented: the roles `admin` and `member`. Chosen: the body, the answer, and 409 for the last admin.',
    body: memberPatch,
    answers: { 200: one(member, 'The member as they are now.') },
    refusals: { 409: ['last_admin'] },
  },
  {
    id: 'removeMember',
    method: 'delete',
    path: '/organizations/{id}/members/{uid}',
    tag: 'Organizations',
    summary: 'Remove a member',
    source: 'chosen',
    notes: 'Chosen: the answer, and 409 for the last admin.',
    answers: { 200: one(z.object({ user_id: id, deleted: z.literal(true) }), 'They are not a member any more.') },
    mayBeEmpty: true,
    refusals: { 409: ['last_admin'] },
  },
  {
    id: 'createInvitation',
    method: 'post',
    path: '/organizations/{id}/invitations',
    tag: 'Organizations',
    summary: 'Invite somebody',
    source: 'chosen',
    notes: 'Chosen: `email` and `role`, the answer, 409 `already_invited` and `already_member`. Nothing is mailed.',
    body: invitationBody,
    takesKey: true,
    answers: { 201: one(invitation, 'The new invitation.') },
    refusals: { 409: ['already_member', 'already_invited'] },
  },
  {
    id: 'revokeInvitation',
    method: 'delete',
    path: '/organizations/{id}/invitations/{iid}',
    tag: 'Organizations',
    summary: 'Revoke an invitation',
    source: 'chosen',
    notes: 'Chosen: the answer; what was revoked or accepted is 404.',
    answers: { 200: one(deleted, 'It cannot be accepted any more.') },
    mayBeEmpty: true,
  },
  {
    id: 'createApiKey',
    method: 'post',
    path: '/organizations/{id}/api-keys',
    tag: 'Organizations',
    summary: 'Make an API key',
    source: 'chosen',
    notes:
      'Documented: the text is shown once and only its SHA-256 is kept; scopes are read and write unless narrowed. Body, answer and codes are chosen: nobody here may make a key with the scope `admin`; more: «Keys» in emulator/README.md.',
    body: apiKeyBody,
    takesKey: true,
    answers: { 201: one(newApiKey, 'The new key, with its text.') },
    refusals: { 402: ['limit_reached'], 403: ['platform_admin_required'] },
  },
  {
    id: 'revokeApiKey',
    method: 'delete',
    path: '/organizations/{id}/api-keys/{kid}',
    tag: 'Organizations',
    summary: 'Revoke an API key',
    source: 'documented',
    notes: 'Documented: the next request with it is 401. Chosen: the answer; a second time is 404.',
    answers: { 200: one(deleted, 'It is valid no more.') },
    mayBeEmpty: true,
  },
]
