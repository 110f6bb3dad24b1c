import { expect, it } from 'vitest'
import { slackRole, slackUserOf } from '../../../src/domain/people.ts'

it('roles come from lists of ids or a star, the highest counts', () => {
  const roles = { viewers: ['*'], requesters: ['U2', 'U3'], approvers: ['U3'] }
  expect(['U1', 'U2', 'U3'].map((id) => slackRole(roles, id))).toEqual(['viewer', 'requester', 'approver'])
  expect(slackRole({ viewers: [], requesters: [], approvers: [] }, 'U1')).toBeNull()
  expect([slackUserOf('slack:U3'), slackUserOf('token:slack:U3'), slackUserOf('slack:<!channel>')]).toEqual([
    'U3',
    null,
    null,
  ])
})
